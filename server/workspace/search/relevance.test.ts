import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '#platform/clock.ts';
import { parseQuery } from './query.ts';
import { relevance, relevanceMax } from './relevance.ts';

const calendar = { today: '2026-03-01', startOf: (day: string) => new Date(`${day}T00:00:00Z`) };
const score = (typed: string, text: string, ageMs = 0): number => relevance(parseQuery(typed, calendar), text, ageMs);
/** Asserts that the texts stand in the order of their relevance. */
const ranks = (typed: string, ...texts: string[]): void => {
  const scores = texts.map((text) => score(typed, text));
  const ordered = scores.toSorted((a, b) => b - a);
  assert.deepEqual(scores, ordered, `${typed}: ${scores.join()}`);
  assert.equal(new Set(scores).size, scores.length, `${typed}: ${scores.join()}`);
};

test('words that stand together come before words far apart', () => {
  ranks(
    'key rotation',
    'the key rotation is due for all of the new servers',
    'rotation of the key is due for all the new servers',
    'the key for all of the new servers is due for rotation',
  );
});

test('texts that are spelled as typed come before those that only sound so', () => {
  ranks('Müller', 'ask Müller', 'ask Muller');
  ranks('résumé', 'the résumé is here', 'resume the job now');
});

test('a whole word comes before one that only begins so, or that a dictionary would cut otherwise', () => {
  ranks('rota*', 'the rota', 'the rotation');
  ranks('京都', '京都に行きます', '東京都に行きます');
});

test('a short text about one thing comes before a long one that mentions it', () => {
  ranks('lease', 'lease, lease, lease', 'the lease', `the lease ${'and much else '.repeat(30)}`);
});

test('of equal texts the newer comes first; three months count as much as they say', () => {
  const ages = [0, 1, 30, 90, 3_650].map((days) => score('lease', 'the lease', days * DAY_MS));
  assert.deepEqual(
    ages,
    ages.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(ages).size, ages.length);
  assert.ok(Math.abs(score('from:me', 'x', 90 * DAY_MS) - relevanceMax / 2) <= 1);
});

test('a relevance is a whole number within its bounds', () => {
  for (const text of ['lease', 'lease '.repeat(8_000), 'x lease']) {
    const value = score('lease', text);
    assert.ok(Number.isInteger(value) && value >= 0 && value <= relevanceMax, String(value));
  }
});
