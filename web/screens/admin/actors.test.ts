import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { memberIn } from './actors.ts';

test('a member is known by the id that the API uses', () => {
  const uuid = '0198f2c1-7a3b-7c4d-8e5f-0123456789ab';
  assert.equal(memberIn(`member:${uuid}`), publicId('U', uuid as never));
});

test('nothing else is taken for a member', () => {
  for (const actor of ['operator', 'system', 'session:0198f2c1-7a3b-7c4d-8e5f-0123456789ab', 'member:x', '']) {
    assert.equal(memberIn(actor), undefined);
  }
});
