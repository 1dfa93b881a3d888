import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { createThrottle } from './throttle.ts';

const at = { ms: 0 };
const clock = () => new Date(at.ms);

test('so many are let through in a window, and then it says how long to wait', () => {
  at.ms = 0;
  const throttle = createThrottle({ max: 2, windowMs: 1_000 }, clock);
  assert.deepEqual([throttle.take('a'), throttle.take('a')], [0, 0]);
  at.ms = 400;
  assert.equal(throttle.take('a'), 600);
  assert.equal(throttle.take('b'), 0, 'another key has a window of its own');
  at.ms = 1_000;
  assert.equal(throttle.take('a'), 0);
});

test('looking does not count', () => {
  at.ms = 0;
  const throttle = createThrottle({ max: 1, windowMs: 1_000 }, clock);
  assert.deepEqual([throttle.look('a'), throttle.look('a'), throttle.take('a'), throttle.look('a')], [0, 0, 0, 1_000]);
});

test('it remembers a bounded number of keys', () => {
  at.ms = 0;
  const throttle = createThrottle({ max: 1, windowMs: 1_000 }, clock);
  for (let i = 0; i <= limits.throttle.keysMax; i++) throttle.take(`key ${i}`);
  assert.deepEqual([throttle.look('key 0'), throttle.look('key 1')], [0, 1_000]);
});
