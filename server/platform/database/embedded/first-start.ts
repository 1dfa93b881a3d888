/**
 * The first start. The cluster is made in a staging folder, synced, and renamed into place: the name `pgdata` is the
 * mark that it is whole. A first start that was killed leaves only the staging folder, which the next one removes.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fsyncPath } from './folders.ts';
import { startWorker } from './workers.ts';

export const clusterIn = (folder: string): string => join(folder, 'pgdata');
const stagingIn = (folder: string): string => join(folder, 'pgdata.new');

/** Makes the folder, readable by this user alone, and sees to it that a power cut does not take it away again. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let path = resolve(folder); path !== top; path = dirname(path)) fsyncPath(path);
  fsyncPath(top);
}

/** Makes the cluster unless there is one. The caller holds the folder's lock. */
export async function ensureCluster(folder: string): Promise<void> {
  rmSync(stagingIn(folder), { recursive: true, force: true });
  if (existsSync(clusterIn(folder))) return;
  mkdirSync(stagingIn(folder), { mode: 0o700 });
  const worker = startWorker('initdb', stagingIn(folder));
  const [code] = (await once(worker, 'exit')) as [number]; // rejects with the thread's own error
  if (code !== 0) throw new Error(`The first start of the database failed (exit code ${code}).`);
  renameSync(stagingIn(folder), clusterIn(folder));
  fsyncPath(folder);
}
