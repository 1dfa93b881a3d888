/** Where the packed libraries lie, and what belongs to them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules', import.meta.url));

export const packFolder = join(packages, '.cache/packed');
export const packListFile = join(packFolder, 'list.json');

export interface PackList {
  /** Of each library, when it was packed. */
  readonly versions: Readonly<Record<string, string>>;
  /** By what is imported: a file in `packFolder`. */
  readonly files: Readonly<Record<string, string>>;
}

export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The installed version of a library. */
export const versionOf = (library: string): string =>
  (readJson(join(packages, library, 'package.json')) as { version: string }).version;
