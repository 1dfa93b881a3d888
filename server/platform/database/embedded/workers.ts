/** The workers in which the WebAssembly of PostgreSQL runs. */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/** With less, deep recursion in a query hangs the thread instead of failing with PostgreSQL's own 54001. */
const stackSizeMb = 16;

/**
 * V8 frees compiled code that a better compilation replaced, and while workers come and go it can lose count of it and
 * abort the process (`jit_page_->allocations_.erase(addr) == 1`, nodejs/node#64500). So replaced code stays: 2 MB in a
 * small run, and never more than was compiled first.
 */
export function startWorker(name: 'initdb' | 'worker', workerData: unknown): Worker {
  setFlagsFromString('--no-wasm-code-gc');
  return new Worker(new URL(`./${name}.ts`, import.meta.url), { workerData, resourceLimits: { stackSizeMb } });
}
