import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cutEmoji } from './cut.ts';
import { parseRecent, withUsed } from './recent.ts';
import { findEmoji, readTable } from './table.ts';

// biome-ignore lint/suspicious/noExplicitAny: the package's files, as its types are not
const json = (path: string): any =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`emojibase-data/en/${path}`)), 'utf8'));
const rows = cutEmoji(json('compact.json'), json('shortcodes/iamcal.json'));
const table = readTable(rows);

const found = (text: string, custom: string[] = []): (string | undefined)[] =>
  findEmoji(table, custom, text, 5).map((emoji) => (typeof emoji === 'string' ? `own ${emoji}` : emoji.names[0]));

test('the table has all that can be picked, and is small', () => {
  assert(rows.length > 1800);
  assert(!rows.some(([, names]) => names.includes('skin-tone-2')));
  assert(JSON.stringify(rows).length < 180_000);
});

test('names lead to signs, in a tone where there are tones', () => {
  assert.equal(table.signOf('tada'), '🎉');
  assert.equal(table.signOf('thumbsup'), '👍');
  assert.equal(table.signOf('+1', 4), '👍🏽');
  assert.equal(table.signOf('+1::skin-tone-2'), '👍🏻');
  assert.equal(table.signOf('v', 3), '✌🏼');
  assert.equal(table.signOf('tada', 3), '🎉');
  assert.equal(table.signOf('+1::skin-tone-9'), '👍');
  for (const name of ['nope', '', 'constructor', '__proto__']) assert.equal(table.signOf(name), undefined);
});

test('what is sought is found by name, by label, by other words, and the best comes first', () => {
  assert.equal(found('tada')[0], 'tada');
  assert.equal(found(':thumbsup:')[0], '+1');
  assert(found('check mark').includes('heavy_check_mark'));
  assert(found('party').includes('tada'));
  assert.deepEqual(found('zzzz'), []);
  assert.deepEqual(found('   '), []);
});

test('the team’s own come before standard ones that fit as well', () => {
  assert.deepEqual(found('part', ['party_parrot', 'shipit']).slice(0, 1), ['own party_parrot']);
  assert.equal(found('parrot', ['party_parrot'])[0], 'parrot');
});

test('what was used last comes first, each once; a tone is kept; rubbish is not', () => {
  const kept = parseRecent('4 tada eyes');
  assert.deepEqual(withUsed(kept, 'eyes'), { names: ['eyes', 'tada'], tone: 4 });
  assert.equal(parseRecent('- tada').tone, undefined);
  assert.deepEqual(parseRecent('9 <script> ../x').names, parseRecent(null).names);
  assert.equal(parseRecent(`- ${'a '.repeat(99)}`.trim()).names.length, 24);
});
