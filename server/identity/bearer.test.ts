import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TeamId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer, readBearer } from './bearer.ts';

const team = systemRandom.uuid() as TeamId;

test('a token says which team it belongs to, and is found again only by its hash', () => {
  for (const kind of ['session', 'token', 'invitation'] as const) {
    const { text, hash } = mintBearer(systemRandom, kind, team);
    assert.match(text, /^wr[sti]_[0-9A-Z]{26}[\w-]{43}$/);
    assert.deepEqual(readBearer(text), { kind, team, hash });
    assert.ok(!text.includes(hash.toString('base64url')));
  }
});

test('every team id survives the way through a token', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const { text } = mintBearer(systemRandom, 'session', id as TeamId);
      assert.equal(readBearer(text)?.team, id);
    }),
    { numRuns: 100 },
  );
});

test('a text that is no token is not looked up at all', () => {
  const { text } = mintBearer(systemRandom, 'session', team);
  const others = ['', 'wrs_', `${text}A`, text.slice(1), text.slice(0, -1), text.replace('wrs_', 'wrx_'), ` ${text}`];
  for (const other of [...others, `wrs_8${text.slice(5)}`, `${text}\n`, `${text.slice(0, -1)}=`]) {
    assert.equal(readBearer(other), undefined, JSON.stringify(other));
  }
  fc.assert(fc.property(fc.string(), (noise) => assert.equal(readBearer(noise), undefined)));
});

test('changing one character of a token changes its hash', () => {
  const { text, hash } = mintBearer(systemRandom, 'token', team);
  const last = text.endsWith('A') ? 'B' : 'A';
  assert.notDeepEqual(readBearer(text.slice(0, -1) + last)?.hash, hash);
});
