/**
 * Puts the libraries that consist of hundreds of modules into a few files, which `packed.ts` then has loaded in their
 * place: finding and reading so many modules was a third of what starting a command costs.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type PackList, packFolder, packListFile, versionOf } from './pack-list.ts';

/** What is imported of each library, by the server or by other libraries. */
const libraries = {
  typebox: ['typebox', 'typebox/value', 'typebox/compile', 'typebox/system'],
  kysely: ['kysely', 'kysely/migration'],
};

const nameOf = (specifier: string): string => specifier.replace('/', '-');
const specifiers = Object.values(libraries).flat();

rmSync(packFolder, { recursive: true, force: true });
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: packFolder,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(specifiers.map((name) => [nameOf(name), fileURLToPath(import.meta.resolve(name))])),
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
    },
  },
});
const list: PackList = {
  versions: Object.fromEntries(Object.keys(libraries).map((library) => [library, versionOf(library)])),
  files: Object.fromEntries(specifiers.map((name) => [name, `${nameOf(name)}.mjs`])),
};
writeFileSync(packListFile, JSON.stringify(list));
