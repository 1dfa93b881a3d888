import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackoff } from './backoff.ts';
import { after, MINUTE_MS, SECOND_MS } from './clock.ts';
import { limits } from './limits.ts';

let now = new Date('2026-03-01T10:00:00Z');
const pass = (ms: number) => {
  now = after(now, ms);
};
const open = () =>
  createBackoff({ free: 3, firstMs: SECOND_MS, maxMs: 4 * SECOND_MS, forgottenMs: MINUTE_MS }, () => now);

test('the first failures cost nothing, each further one doubles the delay up to the longest', () => {
  const backoff = open();
  assert.deepEqual([backoff.take('ada'), backoff.take('ada'), backoff.take('ada')], [0, 0, 0]);
  for (const seconds of [1, 2, 4, 4]) {
    assert.equal(backoff.take('ada'), seconds * SECOND_MS);
    pass(seconds * SECOND_MS);
    assert.equal(backoff.take('ada'), 0);
  }
  assert.equal(backoff.take('ben'), 0);
});

test('who asks while it waits does not wait longer for it', () => {
  const backoff = open();
  for (let at = 0; at < 3; at++) backoff.take('ada');
  pass(SECOND_MS / 2);
  assert.deepEqual([backoff.take('ada'), backoff.take('ada')], [SECOND_MS / 2, SECOND_MS / 2]);
});

test('a success, and a long time without a try, forget the failures', () => {
  const backoff = open();
  for (let at = 0; at < 3; at++) backoff.take('ada');
  backoff.succeeded('ada');
  assert.deepEqual([backoff.take('ada'), backoff.take('ada'), backoff.take('ada')], [0, 0, 0]);
  pass(MINUTE_MS);
  assert.deepEqual([backoff.take('ada'), backoff.take('ada')], [0, 0]);
});

test('the memory is bounded: who failed first is forgotten', () => {
  const backoff = open();
  for (let at = 0; at < 3; at++) backoff.take('ada');
  for (let at = 0; at < limits.throttle.keysMax; at++) backoff.take(`other ${at}`);
  assert.equal(backoff.take('ada'), 0);
});
