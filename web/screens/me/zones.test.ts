import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findZones, knownZones, offsetOf } from './zones.ts';

const winter = Date.parse('2026-01-15T12:00:00Z');
const ids = ['America/Sao_Paulo', 'Asia/Kolkata', 'Asia/Tokyo', 'Europe/Zurich', 'UTC'];
const found = (typed: string, limit = 10) => findZones(ids, typed, winter, limit).map(({ id }) => id);

test('a zone is found by its city, in any spelling, by its continent, and by its hours from UTC', () => {
  assert.deepEqual(found('são pau'), ['America/Sao_Paulo']);
  assert.deepEqual(found('zürich'), ['Europe/Zurich']);
  assert.deepEqual(found('asia'), ['Asia/Kolkata', 'Asia/Tokyo']);
  assert.deepEqual(found('asia', 1), ['Asia/Kolkata']);
  assert.deepEqual(found('tokyo asia'), ['Asia/Tokyo']);
  assert.deepEqual(found('utc+5:30'), ['Asia/Kolkata']);
  assert.deepEqual(found('atlantis'), []);
});

test('the hours from UTC are those of the moment', () => {
  assert.equal(offsetOf('Europe/Zurich', winter), 'UTC+1');
  assert.equal(offsetOf('Europe/Zurich', Date.parse('2026-07-15T12:00:00Z')), 'UTC+2');
  assert.equal(offsetOf('UTC', winter), 'UTC');
});

test('every zone that is offered is one that the platform can reckon with, UTC and today’s names among them', () => {
  for (const id of ['Asia/Kolkata', 'Europe/Kyiv', 'Asia/Ho_Chi_Minh']) assert(knownZones().includes(id), id);
  assert(knownZones().includes('UTC'));
  for (const id of knownZones()) assert.match(offsetOf(id, winter), /^UTC/, id);
});
