import { posix } from 'node:path';
import { type Parsed, parse, type SourceFile, wordsOf } from './source.ts';

/** What each room may import besides itself. `main.ts` and those beside it, `commands/`, `tests/`, `bench/`: all. */
const rooms: Record<string, string[]> = {
  contract: [],
  'server/platform': ['contract'],
  'server/identity': ['contract', 'server/platform'],
  'server/workspace': ['contract', 'server/platform', 'server/identity'],
  'server/operators': ['contract', 'server/platform', 'server/identity'],
  'server/governance': ['contract', 'server/platform', 'server/identity'],
  'server/desk': ['contract', 'server/platform', 'server/identity', 'server/workspace'],
  'server/trust': ['contract', 'server/platform', 'server/identity'],
  'server/demo': ['contract', 'server/platform', 'server/identity', 'server/workspace'],
  'server/slack': ['contract', 'server/platform', 'server/identity', 'server/workspace'],
  'server/migrations': ['server/platform/database'],
  'web/parts': [],
  'web/sync': ['contract'],
  'web/view': ['contract', 'web/parts', 'web/sync'],
  'web/screens': ['contract', 'web/parts', 'web/sync', 'web/view'],
  'web/shell': ['contract', 'web/parts', 'web/sync', 'web/view', 'web/screens'],
  'web/entrance': ['contract', 'web/parts', 'web/sync'],
  'web/report': ['contract'],
  'web/operators': ['contract', 'web/parts', 'web/sync', 'web/entrance'],
};

const assembly = /^(server\/(main|doors|numbers|cli)\.ts|server\/commands\/|tests\/|bench\/)/;
/** What tests of a room share; for tests and bench alone. */
const testSupport = /^server\/\w+\/testing\//;
const isTest = (path: string) => path.startsWith('tests/') || path.endsWith('.test.ts') || testSupport.test(path);
const stands = (path: string, places: RegExp[]) => places.some((place) => place.test(path));
const fileName = /^[a-z0-9]+(-[a-z0-9]+)*(\.(sql|routes|jobs|holding|evidence))?(\.test)?\.tsx?$/;

/** The replica and all that keeps it are plain functions: what is shown, and by what, is not theirs. */
const viewModules = /^(react|react-dom|preact|wouter|@tanstack\/react-query|virtua)(\/|$)/;

const queryModules = /^(kysely|pg|pg-boss|@electric-sql\/.*)$/;
const queryPlaces = [
  /\.(sql|holding)\.ts$/,
  /^server\/platform\/(database|jobs)\//,
  /^server\/platform\/(work|holdings)\.ts$/,
  /^(server\/platform\/testing|server\/migrations|bench)\//,
];
const httpModules = /^(fastify|ws|@fastify\/.*|(node:)?(http|https|http2))$|^server\/platform\/http\//;
const httpPlaces = [
  /\.routes\.ts$/,
  /^server\/platform\/(http|realtime|metrics|egress|testing)\b/,
  /^server\/(\w+)\/\1\.ts$/,
  /^server\/platform\/room\.ts$/,
  // Where a table of permissions meets the router: it hands every room its `route`.
  /^server\/(identity|operators)\/access\/access\.ts$/,
  /^server\/operators\/console-cookie\.ts$/,
];

/** Words that a place must not know. `unless` are the field's own terms, which only look like the word. */
const strangers: { place: RegExp; words: string[]; unless: RegExp; rule: string }[] = [
  {
    place: /^(contract|server)\/(?!slack\/|main\.ts|cli\.ts|commands\/)/,
    words: ['slack'],
    unless: /^$/,
    rule: 'only server/slack knows Slack',
  },
  {
    // limits.ts is the one table of every bound, those of the domain included; the pixels of an image have channels.
    place: /^server\/platform\/(?!limits\.ts|images\/worker\.ts)/,
    words: ['channel', 'member', 'thread', 'reaction', 'workspace', 'desk', 'guest', 'embargo', 'advisory', 'mention'],
    unless: /^(MessageChannel|BroadcastChannel|isMainThread|threadId|worker_threads)$/,
    rule: 'platform contains no domain word',
  },
  {
    place: /^server\/platform\/(?!limits\.ts|database\/|mail\/|bus\/|realtime\/|testing\/)/,
    words: ['message'],
    unless: /^(message|MessagePort|MessageEvent|MessageChannel|IncomingMessage|postMessage|receiveMessageOnPort)$/,
    rule: 'platform contains no domain word',
  },
  {
    place: /^server\/governance\//,
    words: ['message', 'channel', 'thread', 'reaction'],
    unless: /^$/,
    rule: 'governance does not know what a message is',
  },
];

const roomOf = (path: string) => Object.keys(rooms).find((room) => path === room || path.startsWith(`${room}/`));

/** Every breach of the house's layout, as `path:line rule`. Pure: give it files, real or invented. */
export function breaches(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^(contract|server|web|tests|bench)\/.*\.tsx?$/.test(path) && path !== 'web/vite.config.ts')
    .flatMap((file) => {
      const parsed = parse(file);
      const found = [
        ...nameBreaches(file.path),
        ...wordBreaches(file.path, parsed),
        ...queryBreaches(file.path, parsed),
      ];
      for (const { from, line } of parsed.imports) {
        const rule = importBreach(file.path, from);
        if (rule !== undefined) found.push({ line, rule });
      }
      return [...new Set(found.map(({ line, rule }) => `${file.path}:${line} ${rule}`))];
    });
}

interface Breach {
  line: number;
  rule: string;
}

function nameBreaches(path: string): Breach[] {
  const found: Breach[] = [];
  if (!fileName.test(posix.basename(path))) {
    found.push({ line: 1, rule: 'a file is called noun.ts or noun.<sql|routes|jobs|holding|evidence|test>.ts' });
  }
  if (posix.basename(path) === 'index.ts') found.push({ line: 1, rule: 'no index.ts: the namesake is the door' });
  if (path.startsWith('server/') && roomOf(path) === undefined && !assembly.test(path)) {
    found.push({ line: 1, rule: 'every file of the server stands in a room' });
  }
  return found;
}

function importBreach(importer: string, target: string): string | undefined {
  if (httpModules.test(target) && !stands(importer, httpPlaces) && !assembly.test(importer) && !isTest(importer)) {
    return 'no HTTP outside *.routes.ts and platform/http';
  }
  if (importer.endsWith('.routes.ts') && target.endsWith('.sql.ts')) return 'a route calls a rule, never a query';
  if (importer.startsWith('web/sync/') && viewModules.test(target)) return 'web/sync knows nothing of how it is shown';
  const [from, to] = [roomOf(importer), roomOf(target)];
  const manifest = isManifest(target);
  if (manifest && importer !== 'server/main.ts' && !(isTest(importer) && from === to))
    return 'a manifest is for main.ts alone';
  if (!/^(contract|server|web|tests|bench)\//.test(target)) return undefined;
  if (testSupport.test(target) && !isTest(importer) && !importer.startsWith('bench/')) {
    return `${posix.dirname(target).replace('server/', '')} is for tests and bench alone`;
  }
  const assembles = assembly.test(importer) || (isTest(importer) && /^(server\/main|tests\/app)\.ts$/.test(target));
  if (!assembles && from !== to) {
    const allowed = from === undefined ? [] : (rooms[from] ?? []);
    if (!allowed.some((room) => target.startsWith(`${room}/`))) return `${from} may not import ${to ?? target}`;
  }
  if (from === 'web/screens' && to === from && screenOf(importer) !== screenOf(target)) {
    return 'a screen never imports a screen';
  }
  return /\.tsx?$/.test(target) ? doorBreach(importer, target) : undefined;
}

const screenOf = (path: string): string | undefined => path.split('/')[2];

const isManifest = (path: string): boolean => /^server\/(?!commands\/)(\w+)\/\1\.ts$/.test(path);
/** What a room's manifest collects from its capabilities, each layer from its own file. */
const layer = /\.(routes|jobs|holding|evidence)\.ts$/;

/** The outermost folder of `target` that `importer` is not in must be entered by its namesake. */
function doorBreach(importer: string, target: string): string | undefined {
  const collects = isManifest(importer) || isTest(importer);
  if (collects && layer.test(target) && roomOf(importer) === roomOf(target)) return undefined;
  const parts = posix.dirname(target).split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    const open =
      /^(contract|server|web|tests(\/\w+)?|bench|server\/(commands|\w+\/testing))$/.test(folder) || folder in rooms;
    if (open || importer.startsWith(`${folder}/`)) continue;
    const door = `${folder}/${posix.basename(folder)}.ts`;
    return target === door || target === `${door}x` ? undefined : `the door of ${folder} is ${posix.basename(door)}`;
  }
  return undefined;
}

function queryBreaches(path: string, parsed: Parsed): Breach[] {
  if (stands(path, queryPlaces) || isTest(path)) return [];
  const rule = 'no query outside *.sql.ts and *.holding.ts';
  return [
    ...parsed.imports.filter(({ from }) => queryModules.test(from)).map(({ line }) => ({ line, rule })),
    ...parsed.phrases.filter(({ text }) => /(^|\.)sql\.\w+$/.test(text)).map(({ line }) => ({ line, rule })),
  ];
}

function wordBreaches(path: string, parsed: Parsed): Breach[] {
  if (isTest(path)) return [];
  const named = { name: path.replace(/^(contract|server\/\w+)\//, '').replace(/\.ts$/, ''), line: 1, role: 'used' };
  return strangers
    .filter(({ place }) => place.test(path))
    .flatMap(({ words, unless, rule }) =>
      [named, ...parsed.names]
        .filter(({ name, role }) => !unless.test(name) && !(role === 'property' && name === 'message'))
        .flatMap(({ name, line }) => {
          const stranger = wordsOf(name).find((word) => words.includes(word.replace(/s$/, '').replace(/ie$/, 'y')));
          return stranger === undefined ? [] : [{ line, rule: `${rule}: ${name}` }];
        }),
    );
}
