import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '#platform/problem.ts';
import {
  dateNotUnderstood,
  filterUnknown,
  matches,
  parseQuery,
  prefixTooShort,
  queryCharactersMax,
  queryEmpty,
  queryTooLong,
  queryWordsMax,
  termsOf,
} from './query.ts';
import { indexTerms, takenApart } from './words.ts';

const refusedAs = (declared: { code: string }) => (thrown: unknown) =>
  thrown instanceof Problem && thrown.code === declared.code;
const finds = (typed: string, text: string) => {
  const query = parseQuery(typed);
  const found = matches(query, text);
  const terms = indexTerms(text);
  if (found) for (const term of termsOf(query)) assert.ok(terms.has(term), `${typed}: ${text} has no term ${term}`);
  return found;
};

test('words, phrases, beginnings and filters are told apart', () => {
  const query = parseQuery(
    'lease TTL "exact phrase" pre* from:mei from:@ada in:#ops before:2026-01-31 has:link has:thread !!!',
  );
  assert.deepEqual(
    query.sought.map(({ words, prefix }) => [...words, prefix ? '*' : ''].join(' ').trim()),
    ['lease', 'ttl', 'exact phrase', 'pre *'],
  );
  assert.deepEqual(query.from, ['mei', 'ada']);
  assert.deepEqual(query.in, ['ops']);
  assert.deepEqual(query.has, ['link', 'thread']);
  assert.deepEqual(query.notUnderstood, ['!!!']);
  assert.deepEqual([...termsOf(query)], ['=lease', '=ttl', '=exact', '=phrase', '^pre', '!link']);
});

test('days are whole days in UTC, and neither day named is part of the answer', () => {
  const { since, until } = parseQuery('before:2026-01-31 after:2026-01-01');
  assert.equal(since?.toISOString(), '2026-01-02T00:00:00.000Z');
  assert.equal(until?.toISOString(), '2026-01-31T00:00:00.000Z');
  const narrowed = parseQuery('before:2026-01-31 before:2026-01-10 after:2025-12-01 after:2026-01-01');
  assert.equal(narrowed.since?.toISOString(), '2026-01-02T00:00:00.000Z');
  assert.equal(narrowed.until?.toISOString(), '2026-01-10T00:00:00.000Z');
});

test('names come as typed, quoted or as mentions', () => {
  assert.deepEqual(parseQuery('from:"Mei Lin" from:<@U024BE7LH> in:<#C024BE7LR|ops>').from, ['Mei Lin', 'U024BE7LH']);
  assert.deepEqual(parseQuery('in:<#C024BE7LR|ops>').in, ['C024BE7LR']);
});

test('what cannot be honoured is refused and not guessed', () => {
  for (const typed of ['before:yesterday', 'after:2026-13-01', 'before:2026-02-30', 'after:2026-1-1']) {
    assert.throws(() => parseQuery(typed), refusedAs(dateNotUnderstood));
  }
  for (const typed of ['has:everything', 'during:march', 'from:@']) {
    assert.throws(() => parseQuery(typed), refusedAs(filterUnknown));
  }
  assert.throws(() => parseQuery('a*'), refusedAs(prefixTooShort));
  for (const typed of ['', '   ', '!!! ???']) assert.throws(() => parseQuery(typed), refusedAs(queryEmpty));
  assert.throws(() => parseQuery('x'.repeat(queryCharactersMax + 1)), refusedAs(queryTooLong));
  assert.throws(() => parseQuery('x '.repeat(queryWordsMax + 1)), refusedAs(queryTooLong));
  assert.throws(
    () => parseQuery(Array.from({ length: 11 }, (_, at) => `in:c${at}`).join(' ')),
    refusedAs(queryTooLong),
  );
});

test('text with a colon that is no filter is text', () => {
  assert.ok(finds('localhost:8420', 'it runs on localhost:8420 now'));
  assert.ok(finds('"during:march"', 'during: March'));
});

test('a word is found as a whole word, a beginning as a beginning, a phrase in its order', () => {
  const text = 'The lease_ttl of docs.example.org was renewed; see “Straße 5”.';
  for (const typed of [
    'LEASE',
    'lease_ttl',
    'example.org',
    'ren*',
    'strasse',
    '"was renewed"',
    'lease_t*',
    '"LEASE ttl of"',
  ]) {
    assert.ok(finds(typed, text), typed);
  }
  for (const typed of ['leas', 'lease-ttl', 'example.com', '"renewed was"', 'ttl.of', 'docs.exam', 'lease has:link']) {
    assert.ok(!finds(typed, text), typed);
  }
  assert.ok(finds('東京', '私は東京都に住む'));
  assert.ok(finds('東京*', '私は東京都に住む'));
  assert.ok(!finds('京東', '私は東京都に住む'));
  assert.ok(!finds(`${'x'.repeat(70)}b`, `${'x'.repeat(70)}a`));
  assert.ok(finds('has:link see', 'see https://example.org'));
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(fc.constantFrom('lease', 'ttl', 'Über', '東京', 'don’t', 'naïve', 'x', 'สวัสดี', 'v2', 'कि'), {
      maxLength: 12,
    })
    .chain((words) =>
      fc
        .array(fc.constantFrom(' ', '_', '.', '-', '/', ', ', ''), { minLength: words.length, maxLength: words.length })
        .map((gaps) => words.map((word, at) => word + gaps[at]).join('')),
    ),
);

test('every word of a text finds it, every beginning of two and more, and every phrase of words in a row', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.nat(), fc.nat(), (text, a, b, c) => {
      const { words } = takenApart(text);
      if (words.length === 0) return;
      const at = a % words.length;
      const word = words[at] ?? '';
      assert.ok(finds(word, text));
      if (word.length >= 2) {
        const beginning = word.slice(0, 2 + (b % (word.length - 1)));
        // A character of two code units is not cut by anyone who types.
        if (beginning.isWellFormed()) assert.ok(finds(`${beginning}*`, text));
      }
      const phrase = words.slice(at, at + 1 + (c % queryWordsMax));
      if (phrase.join(' ').length < queryCharactersMax) assert.ok(finds(`"${phrase.join(' ')}"`, text));
    }),
    { numRuns: 3_000 },
  );
});

test('whatever is typed and matches a text is looked up by terms that the text has', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.nat(), fc.nat(), fc.boolean(), (text, other, from, length, star) => {
      // Pieces of the text itself match often, other texts nearly never.
      const start = from % (text.length + 1);
      for (const typed of [text.slice(start, start + (length % 20)), other]) {
        try {
          finds(star ? `${typed}*` : typed, text);
        } catch (thrown) {
          assert.ok(thrown instanceof Problem, String(thrown));
        }
      }
    }),
    { numRuns: 3_000 },
  );
});
