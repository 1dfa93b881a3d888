import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#platform/limits.ts';
import { folded } from './folding.ts';
import { highlightsOf } from './highlights.ts';
import { matches, parseQuery } from './query.ts';
import { takenApart } from './words.ts';

const calendar = { today: '2026-03-01', startOf: (day: string) => new Date(`${day}T00:00:00Z`) };
const marked = (typed: string, text: string): string[] =>
  highlightsOf(parseQuery(typed, calendar), text).map(({ start, end }) => text.slice(start, end));

test('words are marked as they stand in the text, whatever folding did to their length', () => {
  assert.deepEqual(marked('strasse fine', 'Die Straße 5 ist ﬁne'), ['Straße', 'ﬁne']);
  assert.deepEqual(marked('creme', '👩‍🚀 Cre\u0300me!'), ['Cre\u0300me']);
  assert.deepEqual(marked('mueller', 'Frau Müller'), ['Müller']);
  assert.deepEqual(marked('東京', '私は東京都に住む'), ['東京']);
  assert.deepEqual(marked('ガス', 'ｶﾞｽ代'), ['ｶﾞｽ']);
  assert.deepEqual(marked('softhyphen', 'a soft\u00adhyphen'), ['soft\u00adhyphen']);
});

test('phrases are marked as one, beginnings as whole words, mentions not at all', () => {
  assert.deepEqual(marked('"of keys" rota*', 'rotation of  keys, a rota'), ['rotation', 'of  keys', 'rota']);
  assert.deepEqual(marked('lease ttl lease_ttl', 'the lease_ttl'), ['lease_ttl']);
  assert.deepEqual(marked('u0', 'ask <@U0> about u0'), ['u0']);
  assert.deepEqual(marked('from:me', 'anything'), []);
});

test('there is a bound to how much is marked', () => {
  assert.equal(marked('a', 'a '.repeat(1_000)).length, limits.search.highlightsMax);
});

test('whatever matches has a mark, and every mark says what was sought', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(), (text, at) => {
      const { words } = takenApart(text);
      const word = words[at % Math.max(1, words.length)];
      if (word === undefined) return;
      const query = parseQuery(`"${word}"`, calendar);
      assert.ok(matches(query, text));
      const ranges = highlightsOf(query, text);
      for (const { start, end } of ranges) assert.ok(folded(text.slice(start, end)).includes(word), text);
      for (const [n, { start }] of ranges.entries()) assert.ok(n === 0 || start >= (ranges[n - 1]?.end ?? 0));
    }),
    { numRuns: 2_000 },
  );
});
