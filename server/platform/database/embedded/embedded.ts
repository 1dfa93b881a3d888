/**
 * The embedded store: PostgreSQL inside this process, for an ordinary `pg`. Its promise, limits and how to check them
 * are in `embedded.md`; why it is built this way is in `docs/decisions/0001-embedded-store.md`.
 */
import type { Duplex } from 'node:stream';
import { MINUTE_MS } from '#platform/clock.ts';
import { type Counter, openCounters } from './counters.ts';
import { startEngine } from './engine.ts';
import { clusterIn, ensureCluster, makeFolder } from './first-start.ts';
import { lockFolder } from './lock.ts';
import { refusedSocket } from './socket.ts';

export { locked } from './lock.ts';

export interface EmbeddedStore {
  /** Spread into `new pg.Pool({ ... })`: every connection is a client of the one backend. */
  readonly connection: { readonly user: string; readonly database: string; readonly stream: () => Duplex };
  /** Counts since the store was opened, for operators; answers also while a statement runs. */
  stats(): EmbeddedStats;
  /** Settles with the reason when the store can't go on; from then on every connection is refused. */
  readonly failed: Promise<Error>;
  /** Ends the connections, checkpoints, and gives the folder free. */
  close(): Promise<void>;
}

export type EmbeddedStats = Readonly<Record<Exclude<Counter, 'turns'> | 'restarts', number>>;

export interface EmbeddedOptions {
  /** How long one statement may run, and a transaction may wait for its next one. */
  statementLimitMs?: number;
  /** Hears of what the store survived and an operator should know, in words without content. */
  onProblem?: (reason: string) => void;
}

/**
 * Opens the store in `folder`, making both on the first start; an acknowledged commit survives kill -9 and power loss.
 * Refuses with `database/locked` while another process has the folder open, and with `database/not-durable` when a
 * commit does not reach fsync. When the engine ends (a statement beyond its limit, a trap), it is opened again: open
 * connections get ECONNRESET, and nothing committed is lost.
 */
export async function openEmbeddedStore(folder: string, options: EmbeddedOptions = {}): Promise<EmbeddedStore> {
  const { statementLimitMs = MINUTE_MS, onProblem = () => {} } = options;
  makeFolder(folder);
  const lock = lockFolder(folder);
  const counters = openCounters();
  const start = () => startEngine(clusterIn(folder), counters, statementLimitMs, onProblem);
  const failed = Promise.withResolvers<Error>();
  let failure: Error | undefined;
  let restarts = 0;
  let closing: Promise<void> | undefined;

  const supervise = (): void => {
    void engine.broken.then(async ({ reason, forGood }) => {
      if (closing) return;
      if (forGood) return fail(new Error(reason));
      onProblem(reason);
      restarts += 1;
      engine = start();
      await engine.opened.then(supervise, fail);
    });
  };
  const fail = (error: Error): void => {
    if (closing) return;
    failure = error;
    lock.release();
    failed.resolve(error);
  };
  let engine: ReturnType<typeof start>;
  try {
    await ensureCluster(folder);
    engine = start();
    await engine.opened;
  } catch (error) {
    lock.release();
    throw error;
  }
  supervise();

  return {
    connection: {
      user: 'postgres',
      database: 'postgres',
      stream: () => {
        if (failure) return refusedSocket(failure.message);
        return closing ? refusedSocket('The store was closed.') : engine.connect();
      },
    },
    stats: () => {
      const { read } = counters;
      return {
        restarts,
        clients: read('clients'),
        fsyncs: read('fsyncs'),
        walFsyncs: read('walFsyncs'),
        checkpoints: read('checkpoints'),
        vacuums: read('vacuums'),
        memoryBytes: read('memoryBytes'),
      };
    },
    failed: failed.promise,
    close() {
      closing ??= failure ? Promise.resolve() : engine.close().finally(() => lock.release());
      return closing;
    },
  };
}
