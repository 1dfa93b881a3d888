import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfDay, endOfWeek, momentAt, mornings, soon, wallAt } from './wall-time.ts';

const at = (text: string): number => Date.parse(text);
const momentOf = (wall: string, zone: string): string => new Date(momentAt(wall, zone)).toISOString();

test('a moment is shown as the zone has it', () => {
  assert.equal(wallAt(at('2026-11-22T23:30:00Z'), 'Europe/Zurich'), '2026-11-23T00:30');
  assert.equal(wallAt(at('2026-11-22T23:30:00Z'), 'Asia/Kolkata'), '2026-11-23T05:00');
  assert.equal(wallAt(at('2026-11-22T00:00:00Z'), 'UTC'), '2026-11-22T00:00');
});

test('what the clock shows is one moment, also in the nights in which it is moved', () => {
  assert.equal(momentOf('2026-11-23T09:00', 'Europe/Zurich'), '2026-11-23T08:00:00.000Z');
  // Put forward from 2:00 to 3:00.
  assert.equal(momentOf('2027-03-28T02:30', 'Europe/Zurich'), '2027-03-28T01:30:00.000Z');
  assert.equal(momentOf('2027-03-28T03:00', 'Europe/Zurich'), '2027-03-28T01:00:00.000Z');
  // Put back from 3:00 to 2:00.
  assert.equal(momentOf('2026-10-25T02:30', 'Europe/Zurich'), '2026-10-25T00:30:00.000Z');
  // By half an hour.
  assert.equal(momentOf('2027-04-04T01:45', 'Australia/Lord_Howe'), '2027-04-03T14:45:00.000Z');
  assert.equal(momentOf('2026-11-01T01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
});

test('mornings are offered once', () => {
  const walls = (now: string, zone: string): string[] => mornings(at(now), zone).map(({ wall }) => wall);
  assert.deepEqual(walls('2026-11-20T12:00:00Z', 'UTC'), ['2026-11-21T09:00', '2026-11-23T09:00']);
  assert.deepEqual(walls('2026-11-22T12:00:00Z', 'UTC'), ['2026-11-23T09:00']);
  const atNight = ['2026-11-23T09:00', '2026-11-24T09:00', '2026-11-30T09:00'];
  assert.deepEqual(walls('2026-11-22T23:30:00Z', 'Europe/Zurich'), atNight);
});

test('days and weeks end at midnight of the zone', () => {
  assert.equal(endOfDay(at('2026-11-22T23:30:00Z'), 'Europe/Zurich'), '2026-11-24T00:00');
  assert.equal(endOfWeek(at('2026-11-22T12:00:00Z'), 'UTC'), '2026-11-23T00:00');
  assert.equal(endOfWeek(at('2026-11-23T12:00:00Z'), 'UTC'), '2026-11-30T00:00');
});

test('what is to come soon is offered before the mornings', () => {
  const offered = soon(at('2026-11-20T12:00:00Z'), 'UTC').map(({ label, wall }) => `${label}: ${wall}`);
  assert.deepEqual(offered.slice(0, 4), [
    'In 20 minutes: 2026-11-20T12:20',
    'In 1 hour: 2026-11-20T13:00',
    'In 3 hours: 2026-11-20T15:00',
    'Tomorrow at 9:00: 2026-11-21T09:00',
  ]);
});
