/** What tests of the client stand on: a clock that is moved by hand, and waiting for what is to happen. */
import type { Clock } from './clock.ts';
import type { State } from './state.ts';
import type { Workspace } from './workspace.ts';

export interface HandClock extends Clock {
  /** Everything that falls due meanwhile runs, in its order, with what it sets off. */
  advance(ms: number): Promise<void>;
}

/** Lets promises that wait for nothing but each other get as far as they come. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 150; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function handClock(now = 1_800_000_000_000): HandClock {
  let time = now;
  const due = new Set<{ at: number; run: () => void }>();
  return {
    now: () => time,
    after(ms, run) {
      const one = { at: time + ms, run };
      due.add(one);
      return () => void due.delete(one);
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const [first] = [...due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (!first) break;
        due.delete(first);
        time = Math.max(time, first.at);
        first.run();
        await settle();
      }
      time = end;
    },
  };
}

const waitMsMax = 60_000;

/** Waits for a state, never for a time; what has not come within a minute fails with what it waited for. */
export async function until<T>(workspace: Workspace, find: (state: State) => T | undefined): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = (): void => {
    const found = find(workspace.state());
    if (found !== undefined) resolve(found);
  };
  const bound = setTimeout(() => reject(new Error(`Waited ${waitMsMax} ms in vain for ${find}.`)), waitMsMax);
  const stop = workspace.subscribe(look);
  try {
    look();
    return await promise;
  } finally {
    clearTimeout(bound);
    stop();
  }
}
