/** What the main thread and the worker say to each other. */
import type { Breakage } from './backend.ts';
import type { Bytes } from './wire.ts';

export interface WorkerStart {
  folder: string;
  counters: SharedArrayBuffer;
  /** How long a transaction may wait for its next statement. */
  idleLimitMs: number;
}

export type ToWorker =
  | { say: 'bytes'; client: number; bytes: Bytes }
  | { say: 'leave'; client: number }
  | { say: 'close' };

export type FromWorker =
  | { say: 'opened' }
  | { say: 'undurable' }
  | { say: 'bytes'; client: number; bytes: Bytes }
  | { say: 'end'; client: number }
  | { say: 'trouble'; reason: string }
  | { say: 'broken'; breakage: Breakage }
  | { say: 'closed' };
