import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, reasonInWords } from './words.ts';

test('one is one', () => {
  assert.deepEqual([countOf(1, 'team', 'teams'), countOf(1204, 'team', 'teams', 'en-GB')], ['1 team', '1,204 teams']);
});

test('a reason that has no words yet is shown as it is', () => {
  assert.equal(reasonInWords('passkey/counter'), 'a passkey that was refused');
  assert.equal(reasonInWords('operators/proof-needed'), 'a change without a proof of the last minutes');
  assert.deepEqual([reasonInWords('totp'), reasonInWords('new-reason')], ['signed in with the app', 'new-reason']);
});
