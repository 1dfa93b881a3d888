import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source.ts';

/** It holds the words of people: it lies beside the repository where it may be used, and is never committed. */
const beside = [process.env.WARDROOM_SHARED_DATA, join(root, '../shared/data'), join(root, '../../shared/data')];

/** The path of a real export; undefined where there is none. */
export const realExport = beside
  .filter((folder) => folder !== undefined)
  .map((folder) => join(folder, 'slack-exports/houstondatavis-2016.zip'))
  .find(existsSync);

export const withoutExport =
  realExport === undefined && 'The real export is not on this machine; see WARDROOM_SHARED_DATA.';
