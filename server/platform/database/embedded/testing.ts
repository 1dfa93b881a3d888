/** What the tests of this folder share: throw-away stores, and file systems that may fill up or lose their power. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedOptions, type EmbeddedStore, openEmbeddedStore } from './embedded.ts';

export interface Folder extends Disposable {
  readonly path: string;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'embedded-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Copies a store that nobody has open, so that a test does not wait for a first start. */
export const copyStore = (from: string, to: string): void => cpSync(from, to, { recursive: true });

export interface Opened extends AsyncDisposable {
  readonly store: EmbeddedStore;
  readonly pool: pg.Pool;
}

/** A store and a pool on it. Lost connections are no news here: tests lose them on purpose. */
export async function opened(folder: string, options: EmbeddedOptions = {}): Promise<Opened> {
  const store = await openEmbeddedStore(folder, options);
  const pool = new pg.Pool({ ...store.connection, max: 8 });
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return {
    store,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await store.close();
    },
  };
}

/** Waits for something that happens by itself. */
export async function eventually(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!holds()) {
    assert(performance.now() < deadline, `never became true: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A file system of its own at `path` until disposed. */
export function mounted(path: string, ...options: string[]): Disposable {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', [...options, path]);
  return { [Symbol.dispose]: () => void execFileSync('umount', [path]) };
}

/** Why this machine can't mount what `try_` mounts, or false when it can: the reason that a test gives for its skip. */
export function cannotMount(what: string, attempt: (folder: string) => void): string | false {
  using folder = temporaryFolder();
  try {
    attempt(folder.path);
    return false;
  } catch {
    return `NOT TESTED HERE: this machine does not let this user mount ${what}. Run as root on Linux to test it.`;
  }
}
