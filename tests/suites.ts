import { parse, type SourceFile } from './source.ts';

export type Engine = 'embedded' | 'postgres';

/**
 * A run of the test runner: its files, on one engine; in a browser, on the embedded store; or on none for tests that
 * need no database.
 */
export interface Suite {
  engine: Engine | 'browser' | 'none';
  files: string[];
}

const database = 'server/platform/testing/testing.ts';
const windows = 'tests/browser.ts';

/**
 * Sorts the test files into runs. A file whose imports lead to the browser runs once; one whose imports lead to the
 * database's test support runs once on each of `engines`; every other file runs once. `filters` are parts of paths, of
 * which a file must contain one.
 */
export function suitesOf(files: SourceFile[], filters: string[], engines: readonly Engine[]): Suite[] {
  const chosen = files
    .map(({ path }) => path)
    .filter((path) => /^(contract|server|web|tests)\/.*\.test\.ts$/.test(path))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)));
  const [opensWindows, needsDatabase] = [leadingTo(windows, files), leadingTo(database, files)];
  const onDatabase = chosen.filter((path) => needsDatabase(path) && !opensWindows(path));
  const suites: Suite[] = [
    { engine: 'none', files: chosen.filter((path) => !needsDatabase(path) && !opensWindows(path)) },
    { engine: 'browser', files: engines.includes('embedded') ? chosen.filter(opensWindows) : [] },
    ...engines.map((engine) => ({ engine, files: onDatabase })),
  ];
  return suites.filter((suite) => suite.files.length > 0);
}

/** Whether the imports of a file lead to `target`. */
function leadingTo(target: string, files: readonly SourceFile[]): (path: string) => boolean {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, boolean>([[target, true]]);
  const leads = (path: string): boolean => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    known.set(path, false);
    const file = byPath.get(path);
    const does = file !== undefined && /\.tsx?$/.test(path) && importsOf(file).some(leads);
    known.set(path, does);
    return does;
  };
  return leads;
}

const parsed = new WeakMap<SourceFile, string[]>();

function importsOf(file: SourceFile): string[] {
  const found = parsed.get(file) ?? parse(file).imports.map(({ from }) => from);
  parsed.set(file, found);
  return found;
}
