import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { initials, tintOf } from './initials.ts';

const named: [name: string, letters: string][] = [
  ['Dara Novak', 'DN'],
  ['dara.novak', 'DN'],
  ['Zoë', 'Z'],
  ['ana maria de la cruz', 'AC'],
  ['王小明', '王'],
  ['김 민수', '김'],
  ['عمر حداد', 'عح'],
  ['е\u0308лка', 'Ё'],
  ['👩🏽‍🚀 Mei', '👩🏽‍🚀M'],
  ['(bot) Release', 'BR'],
  ['', '?'],
  ['···', '?'],
];

for (const [name, letters] of named) {
  test(`${name || 'no name'} is ${letters}`, () => assert.equal(initials(name), letters));
}

test('an id has one of eight tints, and ids are spread over all of them', () => {
  const seen = new Set<number>();
  for (let at = 0; at < 500; at++) seen.add(tintOf(`U01J${at.toString(32).toUpperCase()}`));
  assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  fc.assert(fc.property(fc.string(), (id) => tintOf(id) >= 1 && tintOf(id) <= 8));
});
