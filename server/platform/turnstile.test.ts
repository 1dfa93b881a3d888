import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFairTurnstile, createTurnstile } from './turnstile.ts';

/** Work that ends when it is told to; `begun` has the names in the order in which they came in. */
function hall() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const use = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  const endNext = async (): Promise<void> => {
    ends.shift()?.();
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  };
  return { begun, use, endNext };
}
const full = () => new Error('full');

test('so many run at a time and so many wait, in the order in which they came', async () => {
  const { begun, use, endNext } = hall();
  const through = createTurnstile(2, 2, full);
  const all = ['a', 'b', 'c', 'd'].map((name) => through(use(name)));
  await assert.rejects(through(use('e')), /full/);
  assert.deepEqual(begun, ['a', 'b']);
  for (let ended = 0; ended < 4; ended++) await endNext();
  assert.deepEqual(
    [begun, await Promise.all(all)],
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
  );
});

test('in the fair one each waits behind itself, and others come in their turn', async () => {
  const { begun, use, endNext } = hall();
  const through = createFairTurnstile(1, 10, full);
  const names = ['flood 1', 'flood 2', 'flood 3', 'flood 4', 'ada 1', 'ben 1', 'ada 2'];
  const all = names.map((name) => through(name.split(' ')[0] ?? '', use(name)));
  for (let ended = 0; ended < names.length; ended++) await endNext();
  assert.deepEqual(begun, ['flood 1', 'flood 2', 'ada 1', 'ben 1', 'flood 3', 'ada 2', 'flood 4']);
  assert.equal((await Promise.all(all)).length, names.length);
});

test('when it is full, the longest line gives way to whoever has fewer, and to nobody else', async () => {
  const { begun, use, endNext } = hall();
  const through = createFairTurnstile(1, 3, full);
  const flood = [1, 2, 3, 4].map((at) => through('flood', use(`flood ${at}`)));
  await assert.rejects(through('flood', use('flood 5')), /full/);
  const ada = through('ada', use('ada'));
  await assert.rejects(flood[3] ?? ada, /full/);
  const ben = through('ben', use('ben'));
  await assert.rejects(flood[2] ?? ben, /full/);
  await assert.rejects(through('cleo', use('cleo')), /full/, 'everybody has one place');
  for (let ended = 0; ended < 4; ended++) await endNext();
  assert.deepEqual(begun, ['flood 1', 'flood 2', 'ada', 'ben']);
  assert.deepEqual(await Promise.all([ada, ben]), ['ada', 'ben']);
});
