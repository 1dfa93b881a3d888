import { type Clock, SECOND_MS } from './clock.ts';
import { limits } from './limits.ts';

export interface Throttle {
  /** 0 when one more is let through, which counts; otherwise the milliseconds until the next one can be. */
  take(key: string): number;
  /** The same without counting. */
  look(key: string): number;
}

/** What a refusal says of the milliseconds that are left; the answer's `Retry-After` is made of it. */
export const retryAfter = (leftMs: number): { retryAfterSeconds: number } => ({
  retryAfterSeconds: Math.ceil(leftMs / SECOND_MS),
});

/**
 * Lets `max` through in `windowMs` for each key. It counts in the memory of this process, for so many keys as
 * `limits.throttle` says: beyond that, the one that began longest ago is forgotten.
 */
export function createThrottle(
  { max, windowMs }: { readonly max: number; readonly windowMs: number },
  clock: Clock,
): Throttle {
  const windows = new Map<string, { readonly endsMs: number; taken: number }>();
  const look = (key: string): number => {
    const window = windows.get(key);
    const leftMs = window ? window.endsMs - clock().getTime() : 0;
    if (leftMs <= 0) windows.delete(key);
    return window && leftMs > 0 && window.taken >= max ? leftMs : 0;
  };
  return {
    look,
    take(key) {
      const leftMs = look(key);
      if (leftMs > 0) return leftMs;
      const window = windows.get(key) ?? { endsMs: clock().getTime() + windowMs, taken: 0 };
      window.taken += 1;
      windows.set(key, window);
      const [oldest] = windows.keys();
      if (windows.size > limits.throttle.keysMax && oldest !== undefined) windows.delete(oldest);
      return 0;
    },
  };
}
