import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowAfter } from './list-keys.ts';

test('keys move by rows and screens, and stay at either end', () => {
  const at = (from: number) => ({ from, count: 10, page: 4 });
  assert.equal(rowAfter('ArrowDown', at(3)), 4);
  assert.equal(rowAfter('ArrowUp', at(0)), 0);
  assert.equal(rowAfter('PageDown', at(8)), 9);
  assert.equal(rowAfter('PageUp', at(5)), 1);
  assert.equal(rowAfter('Home', at(5)), 0);
  assert.equal(rowAfter('End', at(5)), 9);
  assert.equal(rowAfter('x', at(5)), undefined);
  assert.equal(rowAfter('End', { from: -1, count: 0, page: 4 }), undefined);
});
