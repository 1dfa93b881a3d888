/**
 * The state of the client and those who look at it: told at most once a frame, however much happens, and of what the
 * logs say at most some seven times a second. One's own post is told at once, so that the frame that empties the field
 * shows it.
 */
import type { Clock } from './clock.ts';
import { type Input, reduce } from './replica.ts';
import { emptyState, type State } from './state.ts';

export interface Store {
  state(): State;
  put(input: Input): void;
  /** Told after changes; returns how to end it. */
  subscribe(listener: () => void): () => void;
}

/** The first message is told at once. Of a burst nobody reads each as it comes: the time between is the writer's. */
const logsEveryMs = 150;

/** `schedule`: runs something at the next good moment to draw. */
export function createStore(schedule: (run: () => void) => void, clock: Clock): Store {
  let state = emptyState;
  let isScheduled = false;
  /** When something of a log was told last. */
  let logsToldAt = 0;
  let stopWaiting: (() => void) | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const tellSoon = (): void => {
    stopWaiting?.();
    stopWaiting = undefined;
    if (isScheduled) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      tell();
    });
  };
  const tellLogs = (): void => {
    logsToldAt = clock.now();
    tellSoon();
  };
  return {
    state: () => state,
    put(input) {
      const next = reduce(state, input);
      if (next === state) return;
      state = next;
      if (input.kind === 'pending') return tell();
      if (!isOfLog(input)) return tellSoon();
      if (isScheduled || stopWaiting) return;
      const sinceMs = clock.now() - logsToldAt;
      // A clock that was set back says nothing.
      if (sinceMs < 0 || sinceMs >= logsEveryMs) tellLogs();
      else stopWaiting = clock.after(logsEveryMs - sinceMs, tellLogs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const isOfLog = (input: Input): boolean => input.kind === 'frame' && 'at' in input.frame;
