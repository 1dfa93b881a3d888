import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseCard } from '#view/desk-cases.ts';
import { byPromise, byStage, inPlace } from './groups.ts';

const card = (id: string, more: Partial<CaseCard> = {}): CaseCard => ({
  ...{ id, name: `DESK-000${id}`, report: 'valid', release: 'draft', stage: 'upon-contact', zeroDay: false },
  ...{ receivedAt: '2026-03-01T10:00:00Z', isWaiting: false, you: 'inside', title: 'A title' },
  ...more,
});
const inGroup = (cards: readonly CaseCard[]) => byPromise(cards).map(({ cards: of }) => of.map(({ id }) => id));

test('a case stands with whose turn it is; nobody has answered comes before all else', () => {
  const cards = [
    card('1', { isWaiting: true }),
    card('2'),
    card('3', { stage: 'first-touch', isWaiting: true }),
    card('4', { stage: 'first-touch' }),
  ];
  assert.deepEqual(inGroup(cards), [['3', '4'], ['2'], ['1']]);
});

test('the board has a column for each stage before the end, empty ones too', () => {
  const columns = byStage([card('1'), card('2', { stage: 'announced' })]);
  assert.deepEqual(
    columns.map(({ name, cards }) => [name, cards.length]),
    [
      ['first-touch', 0],
      ['upon-contact', 1],
      ['fix-the-bug', 0],
      ['shipping-it', 0],
      ['release', 0],
      ['announced', 1],
    ],
  );
});

test('what is read keeps its place while it is asked for again', () => {
  const ids = (cards: readonly CaseCard[]) => cards.map(({ id }) => id);
  assert.deepEqual(ids(inPlace([], [card('2'), card('1')])), ['2', '1']);
  assert.deepEqual(ids(inPlace(['1', '2', '3'], [card('9'), card('3'), card('1')])), ['1', '3', '9']);
});
