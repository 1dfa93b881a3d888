import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitness, found } from './matching.ts';

const target = (name: string, more: { hint?: string; usedAt?: number } = {}) => ({
  key: name,
  name,
  usedAt: 0,
  ...more,
});
const names = (query: string, ...targets: ReturnType<typeof target>[]): string[] =>
  found(targets, query, 10).map(({ name }) => name);

test('words are found by their beginnings, in any order, with and without accents', () => {
  for (const query of ['inc', 'room inc', 'incident-r', 'INCIDENT'])
    assert(fitness(target('incident-room'), query) > 0, query);
  assert(fitness(target('Zoë Müller'), 'muller zo') > 0);
  assert(fitness(target('Çağla'), 'cag') > 0);
  assert.equal(fitness(target('incident-room'), 'inc back'), 0);
});

test('the whole name goes before its beginning, words within it, and the hint', () => {
  const targets = [
    target('Retention', { hint: 'ops' }),
    target('eu-ops'),
    target('ops-eu'),
    target('ops'),
    target('laptops'),
  ];
  assert.deepEqual(names('ops', ...targets), ['ops', 'ops-eu', 'eu-ops', 'Retention', 'laptops']);
});

test('what was used last goes first among equals, and with nothing asked', () => {
  const targets = [target('backend'), target('backlog', { usedAt: 1 }), target('backup', { usedAt: 2 })];
  assert.deepEqual(names('back', ...targets), ['backup', 'backlog', 'backend']);
  assert.deepEqual(names('', ...targets), ['backup', 'backlog', 'backend']);
});

test('so many and no more', () => {
  assert.equal(
    found(
      Array.from({ length: 50 }, (_, at) => target(`a${at}`)),
      'a',
      12,
    ).length,
    12,
  );
});
