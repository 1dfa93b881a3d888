import type { RealtimeLimits } from './realtime-limits.ts';

/** Small bounds, so that tests reach them quickly. */
export const testLimits: RealtimeLimits = {
  holeMs: 20,
  healAttemptsMax: 3,
  heldMax: 16,
  pageEntriesMax: 10,
  behindMax: 50,
  recentMax: 2,
  recentWhileCatchingUp: 64,
  readsAtOnceMax: 4,
  socketsMax: 40,
  unsentBytesMax: 256 * 1024,
  incomingBytesMax: 1024,
  incomingPerSecondMax: 20,
  pingEverySeconds: 2,
  closeMs: 2_000,
  endedCloseMs: 500,
};
