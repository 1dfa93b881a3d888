import { parse, type SourceFile } from './source.ts';

export type Engine = 'embedded' | 'postgres';

/** A run of the test runner: its files, on one engine, or on none for tests that need no database. */
export interface Suite {
  engine: Engine | 'none';
  files: string[];
}

const database = 'server/platform/testing/testing.ts';

/**
 * Sorts the test files into runs. A file whose imports lead to the database's test support runs once on each of
 * `engines`; every other file runs once. `filters` are parts of paths, of which a file must contain one.
 */
export function suitesOf(files: SourceFile[], filters: string[], engines: readonly Engine[]): Suite[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, boolean>([[database, true]]);
  const needsDatabase = (path: string): boolean => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    known.set(path, false);
    const file = byPath.get(path);
    const needs =
      file !== undefined && /\.tsx?$/.test(file.path) && parse(file).imports.some(({ from }) => needsDatabase(from));
    known.set(path, needs);
    return needs;
  };
  const chosen = [...byPath.keys()]
    .filter((path) => /^(contract|server|web|tests)\/.*\.test\.ts$/.test(path))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)));
  const suites: Suite[] = [
    { engine: 'none', files: chosen.filter((path) => !needsDatabase(path)) },
    ...engines.map((engine) => ({ engine, files: chosen.filter(needsDatabase) })),
  ];
  return suites.filter(({ files }) => files.length > 0);
}
