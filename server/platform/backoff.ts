import type { Clock } from './clock.ts';
import { limits } from './limits.ts';

export interface BackoffSteps {
  /** So many failures cost nothing. */
  readonly free: number;
  /** The delay after the next one; each further one doubles it. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** After so long without a try, the failures are forgotten. */
  readonly forgottenMs: number;
}

export interface Backoff {
  /** 0 when one may try now, which counts as a failure until `succeeded`; otherwise the milliseconds to wait. */
  take(key: string): number;
  succeeded(key: string): void;
}

/**
 * A delay that grows with each failure of a key in a row, and never locks it for good. A try counts as failed from its
 * beginning, so that many at once gain nothing. It counts in the memory of this process, for so many keys as
 * `limits.throttle` says: beyond that, the one that failed first is forgotten.
 */
export function createBackoff({ free, firstMs, maxMs, forgottenMs }: BackoffSteps, clock: Clock): Backoff {
  const failed = new Map<string, { readonly failures: number; readonly opensMs: number; readonly atMs: number }>();
  return {
    take(key) {
      const nowMs = clock().getTime();
      const known = failed.get(key);
      if (known && nowMs < known.opensMs) return known.opensMs - nowMs;
      const failures = (known && nowMs - known.atMs < forgottenMs ? known.failures : 0) + 1;
      const delayMs = failures < free ? 0 : Math.min(maxMs, firstMs * 2 ** (failures - free));
      failed.set(key, { failures, opensMs: nowMs + delayMs, atMs: nowMs });
      const [oldest] = failed.keys();
      if (failed.size > limits.throttle.keysMax && oldest !== undefined) failed.delete(oldest);
      return 0;
    },
    succeeded: (key) => void failed.delete(key),
  };
}
