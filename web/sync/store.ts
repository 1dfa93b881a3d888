/** The state of the client and those who look at it: told at most once a frame, however much happens. */
import { type Input, reduce } from './replica.ts';
import { emptyState, type State } from './state.ts';

export interface Store {
  state(): State;
  put(input: Input): void;
  /** Told after changes; returns how to end it. */
  subscribe(listener: () => void): () => void;
}

/** `schedule`: runs something at the next good moment to draw. */
export function createStore(schedule: (run: () => void) => void): Store {
  let state = emptyState;
  let isScheduled = false;
  const listeners = new Set<() => void>();
  const tellAll = (): void => {
    isScheduled = false;
    for (const listener of [...listeners]) listener();
  };
  return {
    state: () => state,
    put(input) {
      const next = reduce(state, input);
      if (next === state) return;
      state = next;
      if (isScheduled) return;
      isScheduled = true;
      schedule(tellAll);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
