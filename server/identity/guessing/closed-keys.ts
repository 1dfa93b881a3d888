import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Opening } from './guessing.sql.ts';

interface Closed {
  readonly opensMs: number;
  isNoted: boolean;
}

interface Named {
  /** The key in hexadecimal. */
  readonly id: string;
}

export interface ClosedKeys {
  isEmpty(): boolean;
  /** The longest that one of them waits, and whether that was asked for the first time. */
  look(keys: readonly Named[]): { readonly leftMs: number; readonly isFirst: boolean };
  put(openings: readonly Opening[]): void;
  drop(keys: readonly Named[]): void;
}

/** What this process knows to be closed; beyond so many, the one that it learned of first is asked for again. */
export function createClosed(clock: Clock): ClosedKeys {
  const known = new Map<string, Closed>();
  return {
    isEmpty: () => known.size === 0,
    look(keys) {
      const nowMs = clock().getTime();
      let longest: Closed | undefined;
      for (const { id } of keys) {
        const one = known.get(id);
        if (one && one.opensMs <= nowMs) known.delete(id);
        else if (one && one.opensMs > (longest?.opensMs ?? 0)) longest = one;
      }
      if (!longest) return { leftMs: 0, isFirst: false };
      const isFirst = !longest.isNoted;
      longest.isNoted = true;
      return { leftMs: longest.opensMs - nowMs, isFirst };
    },
    put(openings) {
      const nowMs = clock().getTime();
      for (const { key, opens_at } of openings) {
        if (opens_at.getTime() <= nowMs) continue;
        known.set(key.toString('hex'), { opensMs: opens_at.getTime(), isNoted: false });
        dropOldest(known);
      }
    },
    drop(keys) {
      for (const { id } of keys) known.delete(id);
    },
  };
}

export function dropOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > limits.throttle.keysMax && oldest !== undefined) map.delete(oldest);
}
