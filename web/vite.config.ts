/**
 * Builds the client into `dist`: two documents, the entrance without React and the workspace, and the script of the
 * security desk's form, a page that the server renders. In the mode `operators`: the console into `dist/operators`,
 * which only the operators' listener hands out.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { cutEmoji, type DataRow } from './view/emoji/cut.ts';

const at = (path: string): string => new URL(path, import.meta.url).pathname;

/** Compressed once here, and not in every answer. */
const compressed = (folder: string): Plugin => ({
  name: 'compressed',
  closeBundle() {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(js|css|json|svg|webmanifest)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const body = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(body));
    }
  },
});

const emojiData = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`emojibase-data/en/${path}`)), 'utf8'));

/** Puts the table of emoji where the source has an empty one. */
const emojiTable: Plugin = {
  name: 'emoji-table',
  load(id) {
    if (!id.endsWith('/view/emoji/rows.ts')) return null;
    const names = emojiData('shortcodes/iamcal.json') as Record<string, string | string[]>;
    const rows = cutEmoji(emojiData('compact.json') as DataRow[], names);
    return `export const rows = JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
  },
};

/** Without its script a document shows nothing, so it is painted when that has put on the chosen colours. */
const paintLast: Plugin = {
  name: 'paint-last',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

/** Tells the service worker what its build consists of; it is alone at the top, and loads nothing but itself. */
const shellFiles: Plugin = {
  name: 'shell-files',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') throw new Error('The build has no service worker.');
      const files = Object.keys(bundle).filter((name) =>
        /^assets\/(?!entrance|catalogue|openpgp).*\.(js|css)$/.test(name),
      );
      const paths = files.map((name) => `/${name}`).sort();
      const version = createHash('sha256').update(paths.join(' ')).digest('hex').slice(0, 16);
      worker.code = worker.code.replace('SHELL_FILES', paths.join(' ')).replace('SHELL_VERSION', version);
    },
  },
};

/** A class by its own name and its file: shorter than with its line, which no other class of that name is told by. */
const scopedName = (name: string, file: string): string =>
  `${name}-${createHash('sha256')
    .update(relative(at('.'), file))
    .digest('base64url')
    .slice(0, 4)}`;

const client = {
  input: {
    ...{ entrance: at('entrance.html'), workspace: at('workspace.html') },
    ...{ sw: at('shell/sw.ts'), report: at('report/report.ts') },
  },
  folder: at('dist'),
  plugins: [emojiTable, shellFiles],
};
const operators = { input: { operators: at('operators.html') }, folder: at('dist/operators'), plugins: [] };

// Vite takes its configuration as a default export.
// biome-ignore lint/style/noDefaultExport: the above
export default defineConfig(({ mode }) => {
  const { input, folder, plugins } = mode === 'operators' ? operators : client;
  return {
    root: at('.'),
    base: '/',
    publicDir: false,
    plugins: [react(), paintLast, ...plugins, compressed(folder)],
    // The server puts a fresh nonce in its place, for every answer.
    html: { cspNonce: 'NONCE' },
    css: { modules: { generateScopedName: scopedName } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // One sheet for all screens is smaller than its parts together, and the entrance fetches it ahead.
      cssCodeSplit: false,
      target: 'es2024',
      // Its script would be an inline one.
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input,
        output: {
          // Which the server names without having read the build: their names stay.
          entryFileNames: ({ name }) => (['sw', 'report'].includes(name) ? `${name}.js` : 'assets/[name]-[hash].js'),
        },
      },
    },
  };
});
