import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { systemRandom } from '#platform/random.ts';
import { sealEntry } from './entry.ts';

const content = {
  at: '2030-01-01T00:00:00.000Z',
  kind: 'thing.done',
  actor: 'U1',
  object: null,
  details: { b: 1, a: 2 },
};

test('the commitment is the documented hash of salt and content, so that any tool can recompute it', () => {
  const sealed = sealEntry(content, systemRandom);
  strictEqual(
    sealed.content,
    '{"actor":"U1","at":"2030-01-01T00:00:00.000Z","details":{"a":2,"b":1},"kind":"thing.done","object":null}',
  );
  const expected = createHash('sha256')
    .update('wardroom-audit/1 commitment\n')
    .update(sealed.salt)
    .update(sealed.content);
  deepStrictEqual(sealed.commitment, expected.digest());
});

test('the same content gives another commitment each time, so an erased one cannot be guessed', () => {
  notDeepStrictEqual(sealEntry(content, systemRandom).commitment, sealEntry(content, systemRandom).commitment);
});

test('an entry too large for an export is never sealed', () => {
  throws(() => sealEntry({ ...content, details: 'a'.repeat(256 * 1024) }, systemRandom), /at most 256 KiB/);
});
