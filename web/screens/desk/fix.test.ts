import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingForFix } from './fix.ts';

const event = (number: number, kind: string) =>
  ({ number, kind, side: 'desk', shown: true, at: '2026-03-01T10:00:00Z' }) as const;
const timeline = (...kinds: readonly string[]) => kinds.map((kind, at) => event(at + 1, kind));
const branch = { number: 1, name: '4.2.x' };
const patched = { ...branch, sha256: 'a'.repeat(64) };
const tested = { ...patched, testedAt: '2026-03-01T10:00:00Z' };

test('a fix lacks whatever is not there, branch by branch', () => {
  assert.deepEqual(missingForFix({ branches: [], timeline: [] }), [
    'No branch is named yet.',
    'The reporter was not asked to try the patches.',
  ]);
  assert.deepEqual(missingForFix({ branches: [branch, { ...patched, name: '4.1.x' }], timeline: [] }).slice(0, 2), [
    '4.2.x: no patch.',
    '4.1.x: no evidence of tests on this patch.',
  ]);
});

test('the word of the reporter counts for exactly the patches that it was asked about', () => {
  const lacks = (...kinds: readonly string[]) => missingForFix({ branches: [tested], timeline: timeline(...kinds) });
  assert.match(lacks('patch-added', 'retest-asked')[0] ?? '', /not answered/);
  assert.deepEqual(lacks('patch-added', 'retest-asked', 'retest-verified'), []);
  assert.deepEqual(lacks('patch-added', 'retest-asked', 'retest-declined'), []);
  assert.match(lacks('patch-added', 'retest-asked', 'retest-failed')[0] ?? '', /do not hold/);
  assert.match(lacks('retest-asked', 'retest-verified', 'patch-added')[0] ?? '', /has changed/);
  assert.match(lacks('patch-added', 'retest-verified', 'retest-asked')[0] ?? '', /not answered/);
});
