import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Token } from '#contract/tokens.ts';
import { bodyOf, changeOf, freshWish, wishOf } from './wish.ts';

const offered = ['messages:read', 'messages:write'] as const;
const token = {
  ...{ name: 'Night job', scopes: ['messages:read', 'audit:read'], networks: ['198.51.100.0/24', '2001:db8::/32'] },
} as unknown as Token;

test('only what differs is asked to be changed, so that a new name alone needs no proof', () => {
  const wish = wishOf(token, offered);
  assert.equal(changeOf(token, offered, wish), undefined);
  assert.deepEqual(changeOf(token, offered, { ...wish, name: ' Day job ' }), { name: 'Day job' });
  assert.deepEqual(changeOf(token, offered, { ...wish, scopes: ['audit:read', 'messages:read'] }), undefined);
  assert.deepEqual(changeOf(token, offered, { ...wish, scopes: [] }), { scopes: [] });
  assert.deepEqual(changeOf(token, offered, { ...wish, networks: '' }), { networks: [] });
});

test('one from before there were scopes keeps reaching all until less is chosen', () => {
  const { scopes: _, ...before } = token;
  const wish = wishOf(before as Token, offered);
  assert.deepEqual(wish.scopes, offered);
  assert.equal(changeOf(before as Token, offered, wish), undefined);
  assert.deepEqual(changeOf(before as Token, offered, { ...wish, scopes: ['messages:read'] }), {
    scopes: ['messages:read'],
  });
});

test('when a new one ends is left to the team unless it is chosen', () => {
  assert.equal('expiresAt' in bodyOf({ ...freshWish, name: 'x' }), false);
  assert.equal(bodyOf({ ...freshWish, name: 'x', days: '' }).expiresAt, null);
});
