import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFilter } from './filters.ts';

test('a filter stands at the end, once, ready to be typed on', () => {
  assert.equal(withFilter('', 'from:'), 'from:');
  assert.equal(withFilter('lease', 'has:file'), 'lease has:file ');
  assert.equal(withFilter(' has:file  lease ', 'has:file'), 'lease has:file ');
});
