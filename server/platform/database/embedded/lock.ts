/**
 * Two processes on one cluster destroy it without an error, so exactly one may hold a folder. The lock is an
 * exclusive transaction of SQLite on a file of its own: a lock of the kernel, gone with its process however that ends.
 *
 * Reading the lock file in the process that holds it drops the lock (POSIX closes all of a process's record locks with
 * any of its descriptors). It therefore lies beside the cluster and never inside, and backups leave it out.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { problem } from '#platform/problem.ts';

export const locked = problem<{ folder: string }>(
  'database/locked',
  409,
  'Another process has this data folder open. Stop it, or choose another folder.',
);

const SQLITE_BUSY = 5;

export interface Lock {
  release(): void;
}

/** Takes the folder for this process or refuses with `database/locked`; the folder must exist. */
export function lockFolder(folder: string): Lock {
  const file = new DatabaseSync(join(folder, 'lock'));
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw locked({ folder });
    throw error;
  }
  return { release: () => file.close() };
}
