/** The worker as the main thread sees it, from its start to its one end. */
import type { Duplex } from 'node:stream';
import { MINUTE_MS } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Breakage } from './backend.ts';
import type { Counters } from './counters.ts';
import { openSockets } from './socket.ts';
import type { FromWorker, ToWorker, WorkerStart } from './traffic.ts';
import { watchTurns } from './watchdog.ts';
import { startWorker } from './workers.ts';

export const undurable = problem(
  'database/not-durable',
  500,
  'A commit did not reach the disk, so the embedded store refuses to run. Remove settings that switch durability off.',
);

const openLimitMs = 10 * MINUTE_MS;

export interface Engine {
  /** A client's connection; bytes sent before the engine is open wait for it. */
  connect(): Duplex;
  readonly opened: Promise<void>;
  /** Why the engine ended; its thread is gone by then. Never settles after `close`. */
  readonly broken: Promise<Breakage>;
  close(): Promise<void>;
}

export function startEngine(
  folder: string,
  counters: Counters,
  limitMs: number,
  trouble: (reason: string) => void,
): Engine {
  if (counters.read('turns') % 2 === 1) counters.add('turns'); // the last engine ended within a turn
  const workerData: WorkerStart = { folder, counters: counters.shared, idleLimitMs: limitMs };
  const worker = startWorker('worker', workerData);
  const sockets = openSockets((message) => worker.postMessage(message));
  const opened = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<Breakage>();
  const closed = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;

  const stop = (reason: string): Promise<void> => {
    stopping ??= (async () => {
      watchdog.stop();
      clearTimeout(opening);
      await worker.terminate();
      sockets.reset(reason);
      closed.resolve();
    })();
    return stopping;
  };
  const end = async (breakage: Breakage, refusal?: Error): Promise<void> => {
    if (stopping) return;
    await stop(breakage.reason);
    opened.reject(refusal ?? new Error(breakage.reason));
    broken.resolve(breakage);
  };
  const fail = (reason: string) => void end({ reason, forGood: false });

  const opening = setTimeout(() => fail('The database did not open in time.'), openLimitMs);
  const watchdog = watchTurns(counters, limitMs, () => fail('A statement ran beyond its limit and was stopped.'));

  worker.on('error', (error: Error) => fail(error.message));
  worker.on('exit', () => fail('The database engine ended without a reason.'));
  worker.on('message', (message: FromWorker) => {
    if (message.say === 'bytes') return sockets.push(message.client, message.bytes);
    if (message.say === 'opened') return opened.resolve();
    if (message.say === 'end') return sockets.end(message.client);
    if (message.say === 'trouble') return trouble(message.reason);
    if (message.say === 'undurable') return void end({ reason: undurable.title, forGood: true }, undurable());
    if (message.say === 'broken') return void end(message.breakage);
    closed.resolve();
  });
  opened.promise.then(
    () => clearTimeout(opening),
    () => {},
  );

  return {
    connect: sockets.open,
    opened: opened.promise,
    broken: broken.promise,
    async close() {
      worker.postMessage({ say: 'close' } satisfies ToWorker);
      await closed.promise;
      await stop('The database was closed.');
    },
  };
}
