import assert from 'node:assert/strict';
import { test } from 'node:test';
import '#server/main.ts';
import { declaredProblems } from '#platform/problem.ts';
import { readSources } from './source.ts';

const problems = [...declaredProblems().values()];

test('every refusal has a code of its area, a fitting status and a title of whole sentences', () => {
  assert.ok(problems.length > 50, 'the modules that declare refusals are loaded');
  for (const { code, status, title } of problems) {
    assert.match(code, /^[a-z-]+\/[a-z0-9-]+$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(title, /^[A-Z].*[.]$/, code);
    assert.doesNotMatch(title, /please|oops|invalid input|!/i, code);
  }
});

test('every refusal is met by a test', () => {
  const tests = readSources()
    .filter(({ path }) => path.endsWith('.test.ts'))
    .map(({ text }) => text)
    .join('\n')
    // In a regular expression the slash of a code is escaped.
    .replaceAll('\\/', '/');
  const exported = new Map<string, string>();
  for (const { text } of readSources()) {
    for (const [, name = '', code = ''] of text.matchAll(/export const (\w+) = problem(?:<[^(]*>)?\(\s*'([^']+)'/g))
      exported.set(code, name);
  }
  const unmet = problems
    .filter(({ code }) => !tests.includes(code) && !new RegExp(`\\b${exported.get(code) ?? '-'}\\b`).test(tests))
    .map(({ code }) => code);
  assert.deepEqual(unmet, []);
});
