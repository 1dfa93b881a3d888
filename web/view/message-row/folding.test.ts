import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folded } from './folding.ts';

test('what is short stays whole', () => {
  assert.equal(folded('a few words'), undefined);
  assert.equal(folded('line\n'.repeat(40)), undefined);
});

test('what is long is cut at the end of a line, or of a word', () => {
  const lines = 'some words here\n'.repeat(400);
  const cut = folded(lines) ?? '';
  assert.ok(cut.length < 2_001 && lines.startsWith(cut));
  const words = 'word '.repeat(8_000);
  assert.ok((folded(words) ?? '').endsWith('word'));
  assert.equal((folded('x'.repeat(40_000)) ?? '').length, 2_000);
});

test('code that was cut ends where it was cut', () => {
  const code = `\`\`\`ts\n${'const a = 1;\n'.repeat(500)}\`\`\``;
  assert.match(folded(code) ?? '', /\n```$/);
});
