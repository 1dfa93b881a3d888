import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf } from './highlight.ts';

test('each occurrence of each word is marked, and nothing for no word', () => {
  assert.deepEqual(placesOf('a lease, the lease', new Set(['lease', 'the', ''])), [
    { from: 2, to: 7 },
    { from: 13, to: 18 },
    { from: 9, to: 12 },
  ]);
  assert.deepEqual(placesOf('lease', new Set()), []);
});
