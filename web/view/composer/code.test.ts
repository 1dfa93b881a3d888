import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeSpans, isInFence, isWithin } from './code.ts';

const codeIn = (text: string): string[] => codeSpans(text).map(([from, to]) => text.slice(from, to));

test('fences and inline code are found', () => {
  assert.deepEqual(codeIn('a `b` c ``d ` e`` f'), ['`b`', '``d ` e``']);
  assert.deepEqual(codeIn('x\n```ts\na `b`\n```\ny `z`'), ['```ts\na `b`\n```\n', '`z`']);
  assert.deepEqual(codeIn('~~~\na\n```\n~~~'), ['~~~\na\n```\n~~~']);
  assert.deepEqual(codeIn('````\n```\n````\nrest'), ['````\n```\n````\n']);
  assert.deepEqual(codeIn('```\nopen'), ['```\nopen']);
});

test('a backtick alone, escaped or in another paragraph begins nothing', () => {
  assert.deepEqual(codeIn('it`s'), []);
  assert.deepEqual(codeIn('\\`a`'), []);
  assert.deepEqual(codeIn('a ` b\n\nc ` d'), []);
  assert.deepEqual(codeIn('```a``` b'), ['```a```']);
});

test('Enter is a line between the opening and the closing of a fence', () => {
  const at = (marked: string): boolean => isInFence(marked.replace('|', ''), marked.indexOf('|'));
  assert.equal(at('```|'), true);
  assert.equal(at('```ts\nco|de'), true);
  assert.equal(at('```\ncode\n|'), true);
  assert.equal(at('```\ncode\n```|'), false);
  assert.equal(at('```\ncode\n```\nafter|'), false);
  assert.equal(at('be|fore\n```\ncode\n```'), false);
  assert.equal(at('plain|'), false);
});

test('the edges of code are not within it', () => {
  const spans = codeSpans('`a`');
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => isWithin(spans, at)),
    [false, true, true, false],
  );
});
