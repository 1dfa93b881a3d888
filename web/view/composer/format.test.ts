import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edit, edited, format, link, newLine, type Selected } from './format.ts';

/** `a [b] c` is a selection of b, `a | b` a caret. */
function selected(marked: string): Selected {
  const caret = marked.indexOf('|');
  if (caret !== -1) return { text: marked.replace('|', ''), start: caret, end: caret };
  const start = marked.indexOf('⟦');
  return { text: marked.replace(/[⟦⟧]/g, ''), start, end: marked.indexOf('⟧') - 1 };
}
function shown(before: Selected, edit: Edit): string {
  const text = edited(before.text, edit);
  if (edit.start === edit.end) return `${text.slice(0, edit.start)}|${text.slice(edit.start)}`;
  return `${text.slice(0, edit.start)}⟦${text.slice(edit.start, edit.end)}⟧${text.slice(edit.end)}`;
}
const done = (kind: Parameters<typeof format>[0], marked: string): string =>
  shown(selected(marked), format(kind, selected(marked)));

test('marks go around what is selected, and away again', () => {
  assert.equal(done('bold', 'a ⟦b⟧ c'), 'a **⟦b⟧** c');
  assert.equal(done('bold', 'a **⟦b⟧** c'), 'a ⟦b⟧ c');
  assert.equal(done('bold', 'a ⟦**b**⟧ c'), 'a ⟦b⟧ c');
  assert.equal(done('italic', 'a| b'), 'a_|_ b');
  assert.equal(done('italic', 'a_|_ b'), 'a| b');
  assert.equal(done('strike', '⟦ a b ⟧'), ' ~~⟦a b⟧~~ ');
});

test('code of several lines is a fence, and its backticks do not end it', () => {
  assert.equal(done('code', 'a ⟦b⟧'), 'a `⟦b⟧`');
  assert.equal(done('code', 'a ⟦x\ny⟧ b'), 'a \n```\n⟦x\ny⟧\n```\n b');
  assert.equal(done('code', '⟦a\n```\nb⟧'), '````\n⟦a\n```\nb⟧\n````');
  assert.equal(done('code', '⟦a`b⟧'), '⟦`` a`b ``⟧');
});

test('a link wants what is missing', () => {
  assert.equal(done('link', 'see ⟦here⟧'), 'see [here](|)');
  assert.equal(done('link', '|'), '[|]()');
  assert.equal(done('link', '⟦https://example.org⟧'), '[|](https://example.org)');
  const text = selected('see ⟦here⟧ now');
  assert.equal(shown(text, link(text, 'https://example.org')), 'see [here](https://example.org)| now');
});

test('quotes and lists take whole lines, and go again', () => {
  assert.equal(done('quote', 'a\nb⟦c\nd⟧e'), 'a\n⟦> bc\n> de⟧');
  assert.equal(done('quote', '⟦> a\n> b⟧'), '⟦a\nb⟧');
  assert.equal(done('list', 'a|b'), '- a|b');
  assert.equal(done('list', '- a|b'), 'a|b');
});

test('a new line goes on with the list and ends it on an empty item', () => {
  const after = (marked: string): string => shown(selected(marked), newLine(selected(marked)));
  assert.equal(after('- a|'), '- a\n- |');
  assert.equal(after('- a\n- |'), '- a\n|');
  assert.equal(after('  9. a|b'), '  9. a\n  10. |b');
  assert.equal(after('> a|'), '> a\n> |');
  assert.equal(after('plain|'), 'plain\n|');
});
