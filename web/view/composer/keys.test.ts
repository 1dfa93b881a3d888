import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterMeans } from './enter-key.ts';
import { formatOf } from './format-keys.ts';

test('Enter sends or makes a line, as one is used to', () => {
  const plain = { shift: false, ctrl: false };
  const sends = { sends: true, isCode: false };
  assert.equal(enterMeans(plain, sends), 'send');
  assert.equal(enterMeans({ ...plain, shift: true }, sends), 'line');
  assert.equal(enterMeans(plain, { ...sends, isCode: true }), 'line');
  assert.equal(enterMeans(plain, { sends: false, isCode: false }), 'line');
  for (const isCode of [true, false])
    for (const prefers of [true, false])
      assert.equal(enterMeans({ shift: false, ctrl: true }, { sends: prefers, isCode }), 'send');
});

test('keys give the format that is written beside its name', () => {
  const stroke = { key: 'b', code: 'KeyB', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
  assert.equal(formatOf(stroke), 'bold');
  assert.equal(formatOf({ ...stroke, ctrlKey: false, metaKey: true }), 'bold');
  assert.equal(formatOf({ ...stroke, key: 'X', code: 'KeyX', shiftKey: true }), 'strike');
  assert.equal(formatOf({ ...stroke, key: '(', code: 'Digit9', shiftKey: true }), 'quote');
  assert.equal(formatOf({ ...stroke, key: 'P', code: 'KeyP', shiftKey: true }), 'preview');
  assert.equal(formatOf({ ...stroke, ctrlKey: false }), undefined);
  assert.equal(formatOf({ ...stroke, altKey: true }), undefined);
});
