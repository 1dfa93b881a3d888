import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepped } from './focus.ts';
import { startingWith } from './typeahead.ts';

const labels = ['Reply', 'Edit', 'Copy link', 'Copy text', 'Delete'];
const never = { text: '', at: -Infinity };

test('a letter leads to the next entry that begins with it, again to the one after', () => {
  const one = startingWith(labels, 0, 'c', 0, never);
  assert.equal(one.index, 2);
  const two = startingWith(labels, 2, 'c', 100, one.typed);
  assert.equal(two.index, 3);
  assert.equal(startingWith(labels, 3, 'c', 200, two.typed).index, 2);
});

test('letters in a row are one word, until there is a pause', () => {
  const one = startingWith(labels, 0, 'd', 0, never);
  assert.equal(startingWith(labels, 4, 'e', 100, one.typed).index, 4);
  assert.equal(startingWith(labels, 4, 'e', 5000, one.typed).index, 1);
  assert.equal(startingWith(labels, 0, 'x', 0, never).index, undefined);
});

test('arrows go round, Home and End to the ends, other keys nowhere', () => {
  assert.equal(stepped('ArrowDown', 4, 5, 'vertical'), 0);
  assert.equal(stepped('ArrowUp', 0, 5, 'vertical'), 4);
  assert.equal(stepped('ArrowUp', -1, 5, 'vertical'), 4);
  assert.equal(stepped('End', 1, 5, 'horizontal'), 4);
  assert.equal(stepped('ArrowRight', 1, 5, 'vertical'), undefined);
  assert.equal(stepped('ArrowDown', 0, 0, 'vertical'), undefined);
});
