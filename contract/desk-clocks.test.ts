import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type CaseMoments,
  type Clock,
  type ClockName,
  clocksOf,
  dueAlarms,
  dueInWords,
  leftInWords,
  momentInWords,
  nextDue,
  renewalClock,
} from './desk-clocks.ts';
import { proposedPolicy } from './desk-policy-words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const start = Date.UTC(2026, 10, 2, 9);
const { promises } = proposedPolicy('security@kestrel.example');
const fresh: CaseMoments = { promises, receivedAt: start, isAccepted: false, pauses: [] };
const read = (of: Partial<CaseMoments>, now: number): Partial<Record<ClockName, Clock>> =>
  Object.fromEntries(clocksOf({ ...fresh, ...of }, now).map((clock) => [clock.name, clock]));
const dueIn = (clock: Clock | undefined): number => (clock?.dueAt ?? 0) - start;

test('a report promises a receipt, a human answer, a judgement and an end', () => {
  const clocks = read({}, start);
  assert.deepEqual(Object.keys(clocks), ['receipt', 'first-touch', 'triage', 'overall']);
  assert.equal(dueIn(clocks.receipt), 5 * 60_000);
  assert.equal(dueIn(clocks['first-touch']), 48 * HOUR);
  assert.equal(dueIn(clocks.triage), 7 * DAY);
  assert.equal(dueIn(clocks.overall), 90 * DAY);
  assert.equal(nextDue(clocksOf({ ...fresh, receiptAt: start }, start))?.name, 'first-touch');
});

test('a clock that stops in time was kept, one that stops late was broken, one that runs on is overdue', () => {
  assert.equal(read({ answeredAt: start + 48 * HOUR }, start + 9 * DAY)['first-touch']?.state, 'kept');
  assert.equal(read({ answeredAt: start + 48 * HOUR + 1 }, start + 9 * DAY)['first-touch']?.state, 'broken');
  assert.equal(read({}, start + 48 * HOUR)['first-touch']?.state, 'running');
  assert.equal(read({}, start + 48 * HOUR + 1)['first-touch']?.state, 'overdue');
  assert.equal(read({ closedAt: start + DAY }, start + 9 * DAY).triage?.state, 'kept');
});

test('a fix is due by its severity, counted from when the report was found valid', () => {
  const accepted = { isAccepted: true, validAt: start + DAY };
  const due = (severity?: CaseMoments['severity']) => dueIn(read({ ...accepted, severity }, start + 2 * DAY).fix);
  assert.equal(due('critical'), 8 * DAY);
  assert.equal(due('high'), 31 * DAY);
  assert.equal(due('medium'), 91 * DAY);
  assert.equal(due('low'), 91 * DAY);
  const fix = read({ ...accepted, severity: 'high' }, start + 2 * DAY).fix;
  assert.deepEqual(fix?.alarms, [start + 16 * DAY, start + 25 * DAY], 'at half and at four fifths');
  assert.equal(read({ validAt: start + DAY }, start + 2 * DAY).fix, undefined);
});

test('what a team promises is what its clocks are set to, and its alarms move with it', () => {
  const own = { ...promises, firstAnswerHours: 12, triageDays: 14, fixDays: { ...promises.fixDays, high: 10 } };
  const clocks = read({ promises: own, isAccepted: true, validAt: start, severity: 'high' }, start);
  assert.equal(dueIn(clocks['first-touch']), 12 * HOUR);
  assert.deepEqual(clocks['first-touch']?.alarms, [start + 6 * HOUR, start + 18 * HOUR]);
  assert.deepEqual([dueIn(clocks.triage), clocks.triage?.alarms], [14 * DAY, [start + 10 * DAY]]);
  assert.deepEqual([dueIn(clocks.fix), clocks.fix?.alarms], [10 * DAY, [start + 5 * DAY, start + 8 * DAY]]);
});

test('waiting for the reporter holds up triage, fix and updates, and never the whole', () => {
  const pauses = [{ from: start + 2 * DAY, to: start + 5 * DAY }];
  const after = read({ pauses, updatedAt: start + DAY }, start + 6 * DAY);
  assert.equal(dueIn(after.triage), 10 * DAY);
  assert.equal(dueIn(after.update), 9 * DAY);
  assert.equal(dueIn(after.overall), 90 * DAY);
  assert.equal(dueIn(after['first-touch']), 48 * HOUR);
  const within = read({ pauses: [{ from: start + 2 * DAY }] }, start + 4 * DAY);
  assert.equal(within.triage?.state, 'paused');
  assert.equal(dueIn(within.triage), 9 * DAY, 'the due time moves on while one waits');
  assert.equal(within.overall?.state, 'running');
});

test('waiting that begins after a promise was broken does not mend it', () => {
  const clocks = read({ pauses: [{ from: start + 8 * DAY }] }, start + 20 * DAY);
  assert.equal(dueIn(clocks.triage), 7 * DAY);
  assert.equal(clocks.triage?.state, 'overdue');
});

test('however one waits, a clock moves by no more than the waiting, and the whole by nothing', () => {
  const pause = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 10 }));
  fc.assert(
    fc.property(fc.array(pause, { maxLength: 6 }), fc.integer({ min: 0, max: 60 }), (given, day) => {
      let from = 0;
      const pauses = given.map(([gap, length]) => {
        const begins = from + gap;
        from = begins + length;
        return { from: start + begins * DAY, to: start + from * DAY };
      });
      const waited = given.reduce((sum, [, length]) => sum + length, 0);
      const clocks = read({ pauses }, start + day * DAY);
      const moved = dueIn(clocks.triage) - 7 * DAY;
      assert.ok(moved >= 0 && moved <= waited * DAY);
      assert.equal(dueIn(clocks.overall), 90 * DAY);
    }),
  );
});

test('an alarm is due from its moment on, of clocks that run', () => {
  const names = (of: Partial<CaseMoments>, now: number): string[] =>
    dueAlarms(clocksOf({ ...fresh, receiptAt: start, ...of }, now), now).map(
      ({ clock, alarm }) => `${clock.number}/${alarm}`,
    );
  assert.deepEqual(names({}, start + 24 * HOUR - 1), []);
  assert.deepEqual(names({}, start + 24 * HOUR), ['C1/0']);
  assert.deepEqual(names({}, start + 72 * HOUR), ['C1/0', 'C1/1']);
  assert.deepEqual(names({ answeredAt: start + HOUR, updatedAt: start + HOUR }, start + 4 * DAY + HOUR), ['C4/0']);
  assert.deepEqual(names({ answeredAt: start + HOUR, judgedAt: start + HOUR }, start + 81 * DAY), ['C5/0', 'C5/1']);
  const published = { answeredAt: start, judgedAt: start, publishedAt: start + DAY, updatedAt: start };
  assert.deepEqual(names(published, start + 3 * DAY), ['C9/0'], 'nothing is promised to the reporter any more');
});

test('what has an end is renewed sixty days before it, and somebody is alarmed at thirty', () => {
  const end = start + 365 * DAY;
  assert.deepEqual(renewalClock(end), { renewAt: end - 60 * DAY, alarmAt: end - 30 * DAY });
});

test('a moment is told with its hour, in the zone of who reads it and in UTC', () => {
  const at = Date.UTC(2026, 11, 8, 14);
  assert.equal(momentInWords(at, 'Europe/Berlin'), 'Tue 8 Dec 2026, 15:00 CET · 14:00 UTC');
  assert.equal(momentInWords(at, 'UTC'), 'Tue 8 Dec 2026, 14:00 UTC');
  assert.equal(
    momentInWords(Date.UTC(2026, 11, 8, 22, 30), 'Asia/Tokyo'),
    'Wed 9 Dec 2026, 07:30 GMT+9 · Tue 8 Dec 2026, 22:30 UTC',
  );
});

test('what is left is told in days and hours, below an hour in minutes', () => {
  assert.equal(leftInWords(start + 16 * DAY, start), '16 days 0 h left');
  assert.equal(leftInWords(start + DAY + HOUR, start), '1 day 1 h left');
  assert.equal(leftInWords(start + 4 * HOUR, start), '4 h left');
  assert.equal(leftInWords(start + 60_000, start), '1 min left');
  assert.equal(leftInWords(start - 2 * HOUR, start), '2 h overdue');
  assert.equal(dueInWords(start + 4 * HOUR, start), 'due in 4 h');
  assert.equal(dueInWords(start - 2 * HOUR, start), '2 h overdue');
});
