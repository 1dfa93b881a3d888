import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charactersMax, cleaned, judge } from './judgement.ts';

test('what cannot be seen is not sent', () => {
  assert.equal(judge('', false).kind, 'empty');
  assert.equal(judge(' \n\t', false).kind, 'empty');
  for (const text of ['\u0301\u0301', '\u200b', '\u2800', '\u3164 \u3164', ' \u0489 ', '\u202e'])
    assert.equal(judge(text, false).kind, 'invisible', JSON.stringify(text));
  for (const text of ['.', 'é', '👍', '🇨🇭', '½', '人']) assert.equal(judge(text, false).kind, 'fits', text);
});

test('files need no words, but none that cannot be seen', () => {
  assert.equal(judge('', true).kind, 'fits');
  assert.equal(judge('\u0301', true).kind, 'invisible');
});

test('the bound is counted in characters, and said early', () => {
  assert.deepEqual(judge('a'.repeat(36_000), false), { kind: 'fits', left: undefined });
  assert.deepEqual(judge('a'.repeat(36_001), false), { kind: 'fits', left: 3_999 });
  assert.deepEqual(judge('👍'.repeat(charactersMax), false), { kind: 'fits', left: 0 });
  assert.deepEqual(judge('👍'.repeat(20_000), false), { kind: 'fits', left: undefined });
  assert.deepEqual(judge('a'.repeat(charactersMax + 3), false), { kind: 'too-long', over: 3 });
});

test('half characters do not reach the wire', () => {
  assert.equal(cleaned('a\ud800\0 \n'), 'a\ufffd');
  assert.equal(cleaned('\n\n    code'), '    code');
});
