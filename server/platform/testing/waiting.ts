/** Waiting for a state, with a bound: a test that would hang fails with what did not happen. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

const longestMs = 30_000;

/** Looks again and again until it holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    assert.ok(performance.now() - started < longestMs, `${what} did not happen in time`);
    await wait(5);
  }
}

/** The same of something that tells by itself. */
export async function inTime<T>(what: string, awaited: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = wait(longestMs, undefined, { signal: over.signal }).then(() =>
    assert.fail(`${what} did not happen in time`),
  );
  late.catch(() => {});
  try {
    return await Promise.race([awaited, late]);
  } finally {
    over.abort();
  }
}
