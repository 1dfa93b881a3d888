import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesInWords } from './bytes.ts';

test('sizes have a unit in which they are short', () => {
  const given = [0, 999, 1000, 1499, 9_949, 999_499, 999_500, 2_340_000_000, 5e15, 5e18];
  assert.deepEqual(
    given.map((bytes) => bytesInWords(bytes, 'en-GB')),
    ['0 bytes', '999 bytes', '1 KB', '1.5 KB', '9.9 KB', '999 KB', '1 MB', '2.3 GB', '5 PB', '5,000 PB'],
  );
});
