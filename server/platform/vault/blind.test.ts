import { notStrictEqual, strictEqual } from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { blindWords } from './blind.ts';

const key = randomBytes(32);

test('a token is the first 64 bits of the HMAC, as a signed number in decimal', () => {
  const expected = (word: string): string => {
    const digest = createHmac('sha256', key).update(word).digest('hex');
    return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`)).toString();
  };
  const token = blindWords(key);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (word) => strictEqual(token(word), expected(word))));
});

test('a word has the same token however many others were asked for in between', () => {
  const [token, fresh] = [blindWords(key, 8), blindWords(key)];
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 })), (words) => {
      for (const word of words) strictEqual(token(`word ${word}`), fresh(`word ${word}`));
    }),
  );
});

test('another key gives other tokens', () => {
  notStrictEqual(blindWords(key)('word'), blindWords(randomBytes(32))('word'));
});
