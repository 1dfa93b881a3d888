import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayAndTime, dayName, dayOf, daysSince, fullMoment, type Place, shortMoment, timeOfDay } from './moments.ts';

const zurich: Place = { locale: 'en-GB', zone: 'Europe/Zurich' };
const now = Date.parse('2026-11-22T13:52:00Z');
const at = (iso: string): number => Date.parse(iso);

test('times are written in the zone and by the custom of the language, or as the person has chosen', () => {
  assert.equal(timeOfDay(at('2026-11-22T13:31:00Z'), zurich), '14:31');
  assert.match(timeOfDay(at('2026-11-22T13:31:00Z'), { locale: 'en-US', zone: 'Asia/Kolkata' }), /^07:01\sPM$/);
  assert.equal(timeOfDay(at('2026-11-22T13:31:00Z'), { locale: 'en-US', zone: 'UTC', hours: 'h23' }), '13:31');
  assert.match(fullMoment(at('2026-11-22T13:31:07Z'), zurich), /Sunday.*22 November 2026.*14:31:07/);
});

test('days have names', () => {
  assert.equal(dayName(at('2026-11-22T00:10:00Z'), now, zurich), 'Today, Sunday 22 November');
  assert.equal(dayName(at('2026-11-20T23:30:00Z'), now, zurich), 'Yesterday, Saturday 21 November');
  assert.equal(dayName(at('2026-11-19T12:00:00Z'), now, zurich), 'Thursday 19 November');
  assert.match(dayName(at('2025-01-03T12:00:00Z'), now, zurich), /Friday,? 3 January 2025/);
});

test('short moments say as much as the distance needs', () => {
  assert.equal(shortMoment(at('2026-11-22T08:14:00Z'), now, zurich), '09:14');
  assert.equal(shortMoment(at('2026-11-21T08:14:00Z'), now, zurich), 'Yesterday');
  assert.equal(shortMoment(at('2026-11-18T08:14:00Z'), now, zurich), 'Wednesday');
  assert.equal(shortMoment(at('2026-11-03T08:14:00Z'), now, zurich), '3 Nov');
  assert.equal(shortMoment(at('2025-11-03T08:14:00Z'), now, zurich), '3 Nov 2025');
  assert.equal(dayAndTime(at('2026-11-22T08:14:00Z'), now, zurich), 'today 09:14');
});

test('days are counted by the calendar, whatever the clocks do at night', () => {
  for (const zone of ['Europe/Zurich', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC']) {
    for (const day of ['2027-03-28', '2026-11-01', '2027-04-04', '2026-10-04']) {
      const noon = at(`${day}T12:00:00Z`);
      const here = dayOf(noon, zone);
      assert.equal(daysSince(noon - 86_400_000, noon, zone), 1, `${zone} ${day} ${here}`);
      assert.equal(daysSince(noon, noon, zone), 0);
    }
  }
});
