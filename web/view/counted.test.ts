import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from './counted.ts';

test('one is one, and none are many', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, 'day')),
    ['0 days', '1 day', '2 days'],
  );
  assert.equal(counted(1, 'person', 'people'), '1 person');
  assert.equal(counted(3, 'person', 'people'), '3 people');
});
