import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits.ts';
import { createAlarm } from './alarm.ts';

/** An alarm over a list of moments (milliseconds), with a clock that jumps to whatever it sleeps for. */
function scene(due: number[]) {
  const rung: number[] = [];
  const faults: unknown[] = [];
  const slept: number[] = [];
  let now = 0;
  let asleep: { run: () => void; ms: number } | undefined;
  let ring = async (): Promise<number> => {
    const ready = due.filter((at) => at <= now);
    due.splice(0, due.length, ...due.filter((at) => at > now));
    rung.push(...ready.map(() => now));
    return ready.length;
  };
  const alarm = createAlarm({
    clock: () => new Date(now),
    timer: (run, ms) => {
      asleep = { run, ms };
      return () => {
        if (asleep?.run === run) asleep = undefined;
      };
    },
    next: async () => (due.length === 0 ? undefined : new Date(Math.min(...due))),
    ring: () => ring(),
    onFault: (error) => void faults.push(error),
  });
  return {
    alarm,
    due,
    rung,
    faults,
    slept,
    isAsleep: () => asleep !== undefined,
    ringBy: (by: () => Promise<number>) => {
      ring = by;
    },
    /** Sleeps as long as the alarm wants, and lets it finish its round. */
    async wake() {
      const { run, ms } = asleep ?? assert.fail('It does not sleep.');
      asleep = undefined;
      now += ms;
      slept.push(ms);
      run();
      for (let turns = 0; turns < 100 && !asleep; turns++) await Promise.resolve();
    },
  };
}

test('it rings at once for what is due, then sleeps until the nearest moment', async () => {
  const { alarm, rung, slept, wake } = scene([-5, 1_000, 400]);
  alarm.start();
  alarm.start();
  for (let n = 0; n < 3; n++) await wake();
  assert.deepEqual(rung, [0, 400, 1_000]);
  assert.deepEqual(slept, [0, 400, 600]);
});

test('a nearer moment wakes it earlier, a later one does not', async () => {
  const { alarm, rung, due, slept, wake } = scene([20_000]);
  alarm.start();
  await wake();
  due.push(5_000, 25_000);
  alarm.set(new Date(5_000));
  alarm.set(new Date(25_000));
  await wake();
  await wake();
  assert.deepEqual(rung, [5_000, 20_000]);
  assert.deepEqual(slept, [0, 5_000, 15_000]);
});

test('with nothing due it looks again after its bound: another process may have set a moment', async () => {
  const { alarm, slept, wake } = scene([]);
  alarm.start();
  await wake();
  await wake();
  assert.deepEqual(slept, [0, limits.alarm.lookEveryMs]);
});

test('a moment that is set while it rings is not forgotten', async () => {
  const { alarm, slept, wake, ringBy } = scene([]);
  ringBy(async () => {
    alarm.set(new Date(3_000));
    return 0;
  });
  alarm.start();
  await wake();
  await wake();
  assert.deepEqual(slept, [0, 3_000]);
});

test('what fails, or lies with another process, is tried again shortly', async () => {
  const { alarm, slept, wake, ringBy, faults, due } = scene([0]);
  ringBy(() => Promise.reject(new Error('no database')));
  alarm.start();
  await wake();
  assert.equal(faults.length, 1);
  ringBy(async () => 0);
  await wake();
  ringBy(async () => due.splice(0).length);
  await wake();
  assert.deepEqual(slept, [0, limits.alarm.retryMs, limits.alarm.retryMs]);
});

test('closed, it rings no more, and what is under way has ended', async () => {
  const { alarm, wake, ringBy, isAsleep } = scene([0, 10]);
  const { promise, resolve } = Promise.withResolvers<number>();
  let ended = false;
  ringBy(async () => {
    const done = await promise;
    ended = true;
    return done;
  });
  alarm.start();
  await wake();
  const closing = alarm.close();
  resolve(1);
  await closing;
  assert.ok(ended);
  alarm.set(new Date(0));
  alarm.start();
  assert.equal(isAsleep(), false);
});
