import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWeaknesses, noSuchWeakness, requireWeakness, weaknessNamed } from './severity.ts';

test('a weakness has the exact name of the list, and a deprecated one has none', () => {
  assert.equal(weaknessNamed('CWE-295'), 'Improper Certificate Validation');
  assert.equal(
    weaknessNamed('CWE-89'),
    "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')",
  );
  assert.throws(() => requireWeakness('CWE-71'), { code: noSuchWeakness.code });
  assert.throws(() => requireWeakness('CWE-999999'), { code: noSuchWeakness.code });
  requireWeakness('CWE-79');
});

test('weaknesses are found by their words and by their number', () => {
  assert.deepEqual(
    findWeaknesses('sql injection hibernate').weaknesses.map(({ id }) => id),
    ['CWE-564'],
  );
  assert.deepEqual(findWeaknesses('cwe-297').weaknesses, [
    { id: 'CWE-297', name: 'Improper Validation of Certificate with Host Mismatch' },
  ]);
  assert.deepEqual(findWeaknesses('no such words').weaknesses, []);
  assert.equal(findWeaknesses().weaknesses.length, 50);
});
