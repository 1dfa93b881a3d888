import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuietHours } from '#contract/notifications.ts';
import { quietUntil } from './quiet-hours.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const night: QuietHours = { days: EVERY_DAY, from: '22:00', to: '07:00' };
const until = (now: string, zone: string, hours: QuietHours[], not?: string): string | undefined =>
  quietUntil(new Date(now), zone, hours, not ? new Date(not) : null)?.toISOString();

test('nobody is left in peace who did not ask for it', () => {
  assert.equal(until('2026-03-02T03:00:00Z', 'UTC', []), undefined);
  assert.equal(until('2026-03-02T12:00:00Z', 'UTC', [night]), undefined);
  assert.equal(until('2026-03-02T12:00:00Z', 'UTC', [], '2026-03-02T11:00:00Z'), undefined);
});

test('hours are those of the member’s zone, and a night ends on the next day', () => {
  assert.equal(until('2026-03-02T21:30:00Z', 'Europe/Zurich', [night]), '2026-03-03T06:00:00.000Z');
  assert.equal(until('2026-03-02T20:30:00Z', 'Europe/Zurich', [night]), undefined);
  assert.equal(until('2026-03-02T20:30:00Z', 'Asia/Kolkata', [night]), '2026-03-03T01:30:00.000Z');
  assert.equal(until('2026-03-03T06:00:00Z', 'Europe/Zurich', [night]), undefined, 'the end is outside');
});

test('nights in which the clocks change end by the clock', () => {
  // Zurich: an hour less on 29 March, one more on 25 October 2026; Lord Howe: half an hour on 5 April.
  assert.equal(until('2026-03-28T22:00:00Z', 'Europe/Zurich', [night]), '2026-03-29T05:00:00.000Z');
  assert.equal(until('2026-10-24T22:00:00Z', 'Europe/Zurich', [night]), '2026-10-25T06:00:00.000Z');
  assert.equal(until('2026-03-08T04:00:00Z', 'America/New_York', [night]), '2026-03-08T11:00:00.000Z');
  assert.equal(until('2026-04-04T12:00:00Z', 'Australia/Lord_Howe', [night]), '2026-04-04T20:30:00.000Z');
});

test('days are those on which the hours begin', () => {
  // 2026-03-02 is a Monday.
  const weekdays: QuietHours = { days: [1, 2, 3, 4, 5], from: '18:00', to: '08:00' };
  const weekend: QuietHours = { days: [6, 7], from: '00:00', to: '24:00' };
  assert.equal(until('2026-03-02T07:00:00Z', 'UTC', [weekdays]), undefined, 'Sunday evening does not count');
  assert.equal(until('2026-03-03T07:00:00Z', 'UTC', [weekdays]), '2026-03-03T08:00:00.000Z');
  assert.equal(until('2026-03-06T20:00:00Z', 'UTC', [weekdays, weekend]), '2026-03-09T00:00:00.000Z');
});

test('not to be disturbed goes before, and quiet hours follow on', () => {
  assert.equal(until('2026-03-02T12:00:00Z', 'UTC', [night], '2026-03-02T13:00:00Z'), '2026-03-02T13:00:00.000Z');
  assert.equal(until('2026-03-02T12:00:00Z', 'UTC', [night], '2026-03-02T23:00:00Z'), '2026-03-03T07:00:00.000Z');
});

test('who is never to be disturbed is left in peace for days', () => {
  const always: QuietHours = { days: EVERY_DAY, from: '00:00', to: '24:00' };
  const end = until('2026-03-02T12:00:00Z', 'UTC', [always]) ?? '';
  assert.ok(end > '2026-03-09', end);
});
