import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyboard, type Stroke } from './keyboard.ts';

const page = { inText: false, inDialog: false };
const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  code: '',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

function keyboardWith(keys: string, mac = false) {
  const keyboard = createKeyboard(mac);
  const shortcut = { keys, label: 'Do it', group: 'Anywhere', run: () => undefined };
  return { keyboard, remove: keyboard.add(shortcut) };
}

test('Ctrl is Cmd on a Mac, and neither is both', () => {
  const { keyboard } = keyboardWith('Ctrl+K');
  assert(keyboard.press(stroke('k', { ctrlKey: true }), page));
  assert(!keyboard.press(stroke('k', { metaKey: true }), page));
  assert(!keyboard.press(stroke('k'), page));
  const mac = keyboardWith('Ctrl+K', true).keyboard;
  assert(mac.press(stroke('k', { metaKey: true }), page));
  assert(!mac.press(stroke('k', { ctrlKey: true }), page));
  assert.equal(mac.written('Ctrl+K'), '⌘K');
  assert.equal(keyboard.written('Alt+ArrowDown'), 'Alt+Down');
});

test('a sign does nothing in a text field, nor where signs are turned off; Ctrl and function keys go on', () => {
  const { keyboard } = keyboardWith('/');
  assert(keyboard.press(stroke('/'), page));
  assert(!keyboard.press(stroke('/'), { ...page, inText: true }));
  keyboard.letters = false;
  assert(!keyboard.press(stroke('/'), page));
  assert(keyboardWith('F6').keyboard.press(stroke('F6'), { ...page, inText: true }));
  assert(keyboardWith('Ctrl+/').keyboard.press(stroke('/', { ctrlKey: true }), { ...page, inText: true }));
});

test('Shift tells letters and named keys apart, and is what it takes to write the others', () => {
  assert(!keyboardWith('F6').keyboard.press(stroke('F6', { shiftKey: true }), page));
  assert(keyboardWith('Shift+F6').keyboard.press(stroke('F6', { shiftKey: true }), page));
  assert(keyboardWith('?').keyboard.press(stroke('?', { shiftKey: true }), page));
});

test('on a layout without Latin letters the place of the key counts', () => {
  const { keyboard } = keyboardWith('Ctrl+K');
  assert(keyboard.press(stroke('л', { ctrlKey: true, code: 'KeyK' }), page));
});

test('nothing reaches the page below a dialog, unless it is meant to', () => {
  const { keyboard } = keyboardWith('Ctrl+K');
  const over = { inText: false, inDialog: true };
  assert(!keyboard.press(stroke('k', { ctrlKey: true }), over));
  keyboard.add({ keys: 'Ctrl+/', label: 'Help', group: 'Anywhere', overDialogs: true, run: () => undefined });
  assert(keyboard.press(stroke('/', { ctrlKey: true }), over));
});

test('the latest is asked first and may decline; what is taken away is gone', () => {
  const { keyboard, remove } = keyboardWith('Escape');
  const asked: string[] = [];
  const add = (name: string, takes: boolean) =>
    keyboard.add({
      keys: 'Escape',
      label: name,
      group: 'Anywhere',
      run: () => {
        asked.push(name);
        return takes;
      },
    });
  add('panel', true);
  add('row', false);
  assert(keyboard.press(stroke('Escape'), page));
  assert.deepEqual(asked, ['row', 'panel']);
  remove();
  assert.deepEqual(
    keyboard.list().map(({ label }) => label),
    ['panel', 'row'],
  );
});
