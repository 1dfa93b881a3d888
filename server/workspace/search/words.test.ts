import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexTerms, takenApart, wordsOf, wordsPerTextMax } from './words.ts';

test('case, width, ligatures and diacritics make no difference', () => {
  assert.deepEqual(wordsOf('Crème BRÛLÉE'), ['creme', 'brulee']);
  assert.deepEqual(wordsOf('Straße STRASSE'), ['strasse']);
  assert.deepEqual(wordsOf('ﬁne ＷＩＤＥ ①'), ['fine', 'wide', '1']);
  assert.deepEqual(wordsOf('ΟΔΟΣ οδός'), ['οδοσ']);
  assert.deepEqual(wordsOf('İstanbul ISTANBUL ıstanbul'), ['istanbul']);
  assert.deepEqual(wordsOf('Ёлка елка'), ['елка']);
  assert.deepEqual(wordsOf('שָׁלוֹם שלום'), ['שלום']);
  assert.deepEqual(wordsOf('soft\u00adhyphen'), ['softhyphen']);
});

test('identifiers, hosts and paths are found whole and in parts', () => {
  assert.deepEqual(wordsOf('lease_ttl'), ['lease', 'ttl', 'lease_ttl']);
  assert.deepEqual(wordsOf('https://docs.example.org/how-to?x=1'), [
    'https',
    'docs',
    'example',
    'docs.example',
    'org',
    'example.org',
    'how',
    'to',
    'how-to',
    'x',
    '1',
  ]);
  assert.deepEqual(wordsOf('don’t'), wordsOf("don't"));
  assert.deepEqual(wordsOf('wi‑fi'), ['wi', 'fi', 'wi-fi']);
});

test('scripts without spaces are found by characters and pairs of characters', () => {
  assert.deepEqual(wordsOf('東京都'), ['東', '京', '東京', '都', '京都']);
  assert.deepEqual(wordsOf('ｶﾞ'), ['ガ']);
  assert.ok(wordsOf('สวัสดีครับ').length > 5);
});

test('marks that tell words apart in other scripts stay', () => {
  assert.notDeepEqual(wordsOf('कि'), wordsOf('का'));
  assert.deepEqual(wordsOf('한국어'), ['한국어']);
});

test('mentions are no words', () => {
  assert.deepEqual(wordsOf('ask <@U024BE7LH> in <#C024BE7LR|ops> <!here>'), ['ask', 'in']);
});

test('an endless text has a bounded number of words, an endless word short terms', () => {
  assert.equal(takenApart('a '.repeat(wordsPerTextMax * 2)).words.length, wordsPerTextMax);
  for (const term of indexTerms('x'.repeat(40_000))) assert.ok(term.length <= 65);
});

test('a word has one whole term and its beginnings, told apart', () => {
  assert.deepEqual([...indexTerms('lease a')], ['=lease', '^lease', '^lea', '^le', '=a']);
  assert.equal(indexTerms('internationalisation').size, 1 + 4);
  assert.ok(indexTerms('see http://example.org').has('!link'));
});

test('words taken apart again stay as they are, whatever the script', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const { words } = takenApart(text);
      for (const word of words) assert.deepEqual(takenApart(word).words, [word]);
    }),
    { numRuns: 2_000 },
  );
});
