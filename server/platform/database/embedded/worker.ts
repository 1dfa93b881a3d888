/** The worker thread: opens the backend, proves it durable, and serves the clients that the main thread passes on. */
import assert from 'node:assert/strict';
import { parentPort, workerData } from 'node:worker_threads';
import { type Breakage, openBackend, proveDurable } from './backend.ts';
import { openCounters } from './counters.ts';
import { shareBackend } from './sessions.ts';
import type { FromWorker, ToWorker, WorkerStart } from './traffic.ts';
import { openUpkeep } from './upkeep.ts';

const roundsPerTask = 64;
const tickMs = 100;

const port = parentPort;
assert(port, 'runs as a worker thread');
const start = workerData as WorkerStart;
const counters = openCounters(start.counters);

const say = (message: FromWorker): void => port.postMessage(message);

/** Says so and stops here for ever: nothing may run on a broken engine, not even the rest of this statement. */
function broken(breakage: Breakage): never {
  say({ say: 'broken', breakage });
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) Atomics.wait(never, 0, 0);
}

const backend = await openBackend(start.folder, counters, broken);
const sessions = shareBackend(backend, {
  answer: (client, bytes) => say({ say: 'bytes', client, bytes }),
  end: (client) => say({ say: 'end', client }),
});
const upkeep = openUpkeep(backend, counters, (reason) => say({ say: 'trouble', reason }));

let scheduled = false;
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    if (sessions.work(roundsPerTask)) schedule();
  });
}

let idleTurns = 0;
let idleTicks = 0;
function evictIdleOwner(): void {
  const turns = counters.read('turns');
  idleTicks = sessions.owner() !== undefined && turns === idleTurns ? idleTicks + 1 : 0;
  idleTurns = turns;
  if (idleTicks * tickMs < start.idleLimitMs) return;
  sessions.evictOwner();
  say({ say: 'trouble', reason: 'A transaction waited too long for its next statement and was rolled back.' });
  schedule();
}

function tick(): void {
  evictIdleOwner();
  if (sessions.owner() === undefined) upkeep.tick();
  counters.set('clients', sessions.count());
  counters.set('memoryBytes', backend.memoryBytes());
}

const ticking = setInterval(tick, tickMs);

async function close(): Promise<void> {
  clearInterval(ticking);
  port?.removeAllListeners('message');
  await backend.close();
  say({ say: 'closed' });
}

port.on('message', (message: ToWorker) => {
  if (message.say === 'close') return void close();
  if (message.say === 'bytes') sessions.receive(message.client, message.bytes);
  else sessions.leave(message.client);
  schedule();
});

say(proveDurable(backend, counters) ? { say: 'opened' } : { say: 'undurable' });
