import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../clock.ts';
import { Problem } from '../problem.ts';
import {
  momentFrom,
  momentOf,
  nextMoment,
  noSuchTime,
  type Rhythm,
  requireZone,
  unknownZone,
  wallAt,
} from './wall-time.ts';

const iso = (at: Date): string => at.toISOString().replace('.000Z', 'Z');
const refuses = (declared: { readonly code: string }, call: () => unknown) =>
  assert.throws(call, (error) => error instanceof Problem && error.code === declared.code);

/** The next so many moments of a rhythm, as the clock on the wall shows them. */
function following(first: string, rhythm: Rhythm, zone: string, count: number): string[] {
  const walls: string[] = [];
  let after = new Date(momentOf(first, zone).getTime() - 1);
  for (let n = 0; n < count; n++) {
    after = nextMoment(first, rhythm, zone, after, 8);
    walls.push(wallAt(after, zone));
  }
  return walls;
}

test('a time that the clocks leave out means the one as much later', () => {
  assert.equal(iso(momentOf('2026-03-29T02:30', 'Europe/Zurich')), '2026-03-29T01:30:00Z');
  assert.equal(wallAt(momentOf('2026-03-29T02:30', 'Europe/Zurich'), 'Europe/Zurich'), '2026-03-29T03:30:00');
  assert.equal(wallAt(momentOf('2026-03-08T02:15', 'America/New_York'), 'America/New_York'), '2026-03-08T03:15:00');
  // Lord Howe goes forward by half an hour only.
  const howe = momentOf('2026-10-04T02:10', 'Australia/Lord_Howe');
  assert.equal(wallAt(howe, 'Australia/Lord_Howe'), '2026-10-04T02:40:00');
});

test('a time that comes twice means the first', () => {
  assert.equal(iso(momentOf('2026-10-25T02:30', 'Europe/Zurich')), '2026-10-25T00:30:00Z');
  assert.equal(iso(momentOf('2026-11-01T01:30', 'America/New_York')), '2026-11-01T05:30:00Z');
  assert.equal(iso(momentOf('2026-04-05T01:45', 'Australia/Lord_Howe')), '2026-04-04T14:45:00Z');
});

test('a zone that never changes its clocks is half an hour off all the same', () => {
  assert.equal(iso(momentOf('2026-03-29T09:00', 'Asia/Kolkata')), '2026-03-29T03:30:00Z');
  assert.deepEqual(following('2026-03-28T09:00', 'daily', 'Asia/Kolkata', 3), [
    '2026-03-28T09:00:00',
    '2026-03-29T09:00:00',
    '2026-03-30T09:00:00',
  ]);
});

const CHANGES: readonly [zone: string, before: string, hours: readonly number[]][] = [
  ['Europe/Zurich', '2026-03-28T09:00', [23, 24]],
  ['Europe/Zurich', '2026-10-24T09:00', [25, 24]],
  ['America/New_York', '2026-03-07T09:00', [23, 24]],
  ['America/New_York', '2026-10-31T09:00', [25, 24]],
  ['Asia/Kolkata', '2026-03-28T09:00', [24, 24]],
  ['Australia/Lord_Howe', '2026-10-03T09:00', [23.5, 24]],
  ['Australia/Lord_Howe', '2026-04-04T09:00', [24.5, 24]],
];

test('daily at nine is at nine before and after the clocks change', () => {
  for (const [zone, first, hours] of CHANGES) {
    const moments = [momentOf(first, zone)];
    for (const _ of hours) moments.push(nextMoment(first, 'daily', zone, moments.at(-1) as Date, 8));
    const apart = moments.slice(1).map((at, n) => (at.getTime() - (moments[n] as Date).getTime()) / HOUR_MS);
    assert.deepEqual(apart, hours, `${zone} ${first}`);
    for (const at of moments) assert.match(wallAt(at, zone), /T09:00:00$/);
  }
});

test('daily in the hour that is left out comes once that day, and at its own time the next', () => {
  assert.deepEqual(following('2026-03-28T02:30', 'daily', 'Europe/Zurich', 3), [
    '2026-03-28T02:30:00',
    '2026-03-29T03:30:00',
    '2026-03-30T02:30:00',
  ]);
  assert.deepEqual(following('2026-10-24T02:30', 'daily', 'Europe/Zurich', 3), [
    '2026-10-24T02:30:00',
    '2026-10-25T02:30:00',
    '2026-10-26T02:30:00',
  ]);
});

test('a daily rhythm has one moment on each day of years, in order, in each zone', () => {
  for (const zone of ['Europe/Zurich', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']) {
    for (const time of ['00:00', '01:45', '02:00', '02:15', '02:30', '23:59']) {
      const days = following(`2026-01-01T${time}`, 'daily', zone, 400).map((wall) => wall.slice(0, 10));
      assert.equal(new Set(days).size, 400, `${zone} ${time}`);
    }
  }
});

test('weekdays pass over the weekend, weekly keeps the day, monthly the date or the last one', () => {
  assert.deepEqual(following('2026-03-05T09:00', 'weekdays', 'Europe/Zurich', 4), [
    '2026-03-05T09:00:00',
    '2026-03-06T09:00:00',
    '2026-03-09T09:00:00',
    '2026-03-10T09:00:00',
  ]);
  assert.equal(following('2026-03-07T09:00', 'weekdays', 'Europe/Zurich', 1)[0], '2026-03-09T09:00:00');
  assert.deepEqual(following('2026-03-22T09:00', 'weekly', 'Europe/Zurich', 3), [
    '2026-03-22T09:00:00',
    '2026-03-29T09:00:00',
    '2026-04-05T09:00:00',
  ]);
  assert.deepEqual(following('2026-01-31T09:00', 'monthly', 'Europe/Zurich', 4), [
    '2026-01-31T09:00:00',
    '2026-02-28T09:00:00',
    '2026-03-31T09:00:00',
    '2026-04-30T09:00:00',
  ]);
});

test('after years away the next moment is the next one, not the one that was missed', () => {
  const after = new Date('2031-05-10T12:00:00Z');
  for (const rhythm of ['daily', 'weekdays', 'weekly', 'monthly'] as const) {
    const next = nextMoment('2026-01-31T09:00', rhythm, 'America/New_York', after, 8);
    assert.ok(next > after && next.getTime() - after.getTime() < 32 * DAY_MS, rhythm);
    assert.match(wallAt(next, 'America/New_York'), /T09:00:00$/);
  }
});

test('what is no zone, no day or no time is refused', () => {
  for (const zone of ['Mars/Olympus', '+02:00', 'Europe']) refuses(unknownZone, () => requireZone(zone));
  for (const wall of ['2026-02-30T09:00', '2026-13-01T09:00', '2026-01-01T24:30'])
    refuses(noSuchTime, () => momentOf(wall, 'Europe/Zurich'));
  refuses(noSuchTime, () => momentFrom('2026-02-30T09:00:00Z'));
  assert.equal(iso(momentFrom('2026-02-28T09:00:00+02:00')), '2026-02-28T07:00:00Z');
});
