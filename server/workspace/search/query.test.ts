import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '#platform/problem.ts';
import { termSetsOf } from './lookups.ts';
import {
  dateNotUnderstood,
  filterUnknown,
  matches,
  notNegatable,
  parseQuery,
  prefixTooShort,
  queryCharactersMax,
  queryEmpty,
  queryTooLong,
  queryWordsMax,
} from './query.ts';
import { indexTerms, takenApart } from './words.ts';

const refusedAs = (declared: { code: string }) => (thrown: unknown) =>
  thrown instanceof Problem && thrown.code === declared.code;
const calendar = { today: '2026-03-01', startOf: (day: string) => new Date(`${day}T00:00:00Z`) };
const parsed = (typed: string) => parseQuery(typed, calendar);
const finds = (typed: string, text: string) => {
  const query = parsed(typed);
  const found = matches(query, text);
  const terms = indexTerms(text);
  const isProposed = termSetsOf(query).some((set) => [...set].every((term) => terms.has(term)));
  if (found) assert.ok(isProposed, `${typed}: the terms of ${text} do not propose it`);
  return found;
};

test('words, phrases, beginnings and filters are told apart', () => {
  const query = parsed(
    'lease TTL "exact phrase" pre* from:mei from:@ada in:#ops before:2026-01-31 has:link has:thread !!!',
  );
  assert.deepEqual(
    query.sought.map(({ words, prefix }) => [...words, prefix ? '*' : ''].join(' ').trim()),
    ['lease', 'ttl', 'exact phrase', 'pre *'],
  );
  assert.deepEqual(query.from, { any: ['mei', '@ada'], none: [] });
  assert.deepEqual(query.in, { any: ['#ops'], none: [] });
  assert.deepEqual(query.has, ['link', 'thread']);
  assert.deepEqual(query.notUnderstood, ['!!!']);
  assert.deepEqual(
    termSetsOf(query).map((set) => [...set]),
    [['!link', '=lease', '=ttl', '=exact', '=phrase', '^pre']],
  );
});

test('umlauts and their transcriptions find each other both ways, and no word without them', () => {
  for (const [one, other] of [
    ['Müller', 'Mueller'],
    ['Straße', 'Strasse'],
    ['STRASSE', 'straße'],
    ['Überprüfung', 'Ueberprüfung'],
    ['Überprüfung', 'Ueberpruefung'],
    ['Mu\u0308ller', 'MUELLER'],
    ['Kø-Ålesund', 'Koe-Aalesund'],
    ['"Müller aus Köln"', 'Mueller aus Koeln'],
    ['Mülle*', 'Muellerei'],
  ] as const) {
    assert.ok(finds(one, `ask ${other.replaceAll('"', '')} now`), `${one} ${other}`);
    if (!/["*]/.test(one)) assert.ok(finds(other, `ask ${one} now`), `${other} ${one}`);
  }
  assert.ok(finds('Müller', 'ask Muller'));
  assert.ok(finds('Muller', 'ask Müller'));
  for (const [typed, text] of [
    ['Muller', 'ask Mueller'],
    ['Mueller', 'ask Muller'],
    ['blu', 'a blue sea'],
    ['dos', 'he does'],
    ['Müller-Maß', 'Mueller Mass'],
  ] as const)
    assert.ok(!finds(typed, text), `${typed}: ${text}`);
  assert.ok(!finds('-Müller ask', 'ask Mueller'));
});

test('a word without umlauts is looked up once, one with them twice, and a bounded number of times', () => {
  assert.equal(termSetsOf(parsed('Muller Mueller strasse Straße')).length, 1);
  assert.deepEqual(
    termSetsOf(parsed('Müller')).map((set) => [...set]),
    [['=muller'], ['=mueller']],
  );
  assert.equal(termSetsOf(parsed('öl fährt über "die Straße nach Köln" zurück zäh')).length, 8);
  // What is not looked up is compared.
  assert.ok(finds('öl fährt über Köln', 'Öl faehrt ueber Koeln') && !finds('öl fährt über Köln', 'Öl faehrt ueber'));
});

test('emoji are told from other filters by their colons', () => {
  const { emoji, has, lacks } = parsed('has::tada: -has::+1: has::wave::skin-tone-3: has:link HAS::Larch-On:');
  assert.deepEqual([emoji.any, emoji.none], [['tada', 'wave::skin-tone-3', 'larch-on'], ['+1']]);
  assert.deepEqual([has, lacks], [['link'], []]);
  for (const wrong of ['has::tada', 'has:tada:', 'has:::', 'has:🎉'])
    assert.throws(() => parsed(wrong), refusedAs(filterUnknown), wrong);
});

test('days are whole days in UTC, and neither day named is part of the answer', () => {
  const { since, until } = parsed('before:2026-01-31 after:2026-01-01');
  assert.equal(since?.toISOString(), '2026-01-02T00:00:00.000Z');
  assert.equal(until?.toISOString(), '2026-01-31T00:00:00.000Z');
  const narrowed = parsed('before:2026-01-31 before:2026-01-10 after:2025-12-01 after:2026-01-01');
  assert.equal(narrowed.since?.toISOString(), '2026-01-02T00:00:00.000Z');
  assert.equal(narrowed.until?.toISOString(), '2026-01-10T00:00:00.000Z');
});

test('months, years and days by name are periods: on: and during: are within, before: and after: outside', () => {
  const bounds = (typed: string) => {
    const { since, until } = parsed(typed);
    return [since, until].map((at) => at?.toISOString().slice(0, 10));
  };
  assert.deepEqual(bounds('during:2024-02'), ['2024-02-01', '2024-03-01']);
  assert.deepEqual(bounds('during:2025'), ['2025-01-01', '2026-01-01']);
  assert.deepEqual(bounds('on:yesterday'), ['2026-02-28', '2026-03-01']);
  assert.deepEqual(bounds('on:Today'), ['2026-03-01', '2026-03-02']);
  assert.deepEqual(bounds('before:2025-12'), [undefined, '2025-12-01']);
  assert.deepEqual(bounds('after:2025-12'), ['2026-01-01', undefined]);
  assert.deepEqual(bounds('during:2025 after:2025-06 before:2025-09'), ['2025-07-01', '2025-09-01']);
});

test('a minus excludes words, phrases, beginnings and filters; two of them, or one alone, are text', () => {
  const query = parsed('lease -expired -"hot fix" -pre* -from:mei -in:ops -has:link -is:thread --force - -with:ada');
  const shown = (list: typeof query.sought) => list.map(({ words, prefix }) => words.join(' ') + (prefix ? '*' : ''));
  assert.deepEqual(shown(query.sought), ['lease', 'force']);
  assert.deepEqual(shown(query.unwanted), ['expired', 'hot fix', 'pre*']);
  assert.deepEqual([query.from.none, query.in.none, query.with.none], [['mei'], ['ops'], ['ada']]);
  assert.deepEqual(query.lacks, ['link', 'in-thread']);
  assert.deepEqual(query.notUnderstood, ['-']);
  assert.ok(finds('lease -expired', 'the lease holds'));
  for (const text of ['the lease expired', 'a hot fix for the lease', 'lease prefixes']) {
    assert.ok(!finds('lease -expired -"hot fix" -pre*', text), text);
  }
  assert.ok(finds('-expired', 'nothing sought, one word excluded'));
});

test('names come as typed, quoted or as mentions', () => {
  assert.deepEqual(parsed('from:"Mei Lin" from:<@U024BE7LH> in:<#C024BE7LR|ops>').from.any, ['Mei Lin', '@U024BE7LH']);
  assert.deepEqual(parsed('in:<#C024BE7LR|ops>').in.any, ['#C024BE7LR']);
});

test('what cannot be honoured is refused and not guessed', () => {
  for (const typed of [
    'before:tomorrow',
    'after:2026-13-01',
    'before:2026-02-30',
    'after:2026-1-1',
    'during:march',
    'on:1969-12-31',
    'on:9999',
  ]) {
    assert.throws(() => parsed(typed), refusedAs(dateNotUnderstood));
  }
  for (const typed of ['has:everything', 'is:nice', 'from:@', 'sort:best', 'thread:C1']) {
    assert.throws(() => parsed(typed), refusedAs(filterUnknown));
  }
  assert.throws(() => parsed('a*'), refusedAs(prefixTooShort));
  for (const typed of [
    '-before:2026-01-01',
    '-during:2026',
    '-thread:1469470591.000123-C00000000000000000000000001',
    '-to:me',
  ]) {
    assert.throws(() => parsed(typed), refusedAs(notNegatable));
  }
  for (const typed of ['', '   ', '!!! ???']) assert.throws(() => parsed(typed), refusedAs(queryEmpty));
  assert.throws(() => parsed('x'.repeat(queryCharactersMax + 1)), refusedAs(queryTooLong));
  assert.throws(() => parsed('x '.repeat(queryWordsMax + 1)), refusedAs(queryTooLong));
  assert.throws(() => parsed(Array.from({ length: 11 }, (_, at) => `in:c${at}`).join(' ')), refusedAs(queryTooLong));
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
