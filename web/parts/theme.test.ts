import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLook } from './theme.ts';

test('what was kept is read, and anything else is the usual look', () => {
  assert.deepEqual(parseLook('dark compact'), { theme: 'dark', density: 'compact' });
  const usual = { theme: 'system', density: 'comfortable' };
  for (const kept of [null, '', 'system comfortable', '<script>', 'darker']) assert.deepEqual(parseLook(kept), usual);
});
