import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callingIn } from './calling.ts';
import type { CaseCard } from './desk-cases.ts';

const now = Date.parse('2026-03-02T10:00:00Z');
const next = { name: 'update', number: 'C4', says: 'an update', startedAt: '', state: 'running' } as const;
const card = (id: string, more: Partial<CaseCard> = {}): CaseCard => ({
  ...{ id, name: `DESK-000${id}`, report: 'valid', release: 'draft', stage: 'upon-contact', zeroDay: false },
  ...{ receivedAt: '2026-03-01T10:00:00Z', isWaiting: false, you: 'inside', title: 'A title' },
  ...more,
});

test('the badge counts cases that nobody has answered, and broken promises', () => {
  const cards = [
    card('1', { stage: 'first-touch', next: { ...next, dueAt: '2026-03-03T10:00:00Z' } }),
    card('2', { next: { ...next, dueAt: '2026-03-02T09:59:00Z' } }),
    card('3', { next: { ...next, dueAt: '2026-03-02T10:01:00Z' } }),
    card('4'),
  ];
  assert.equal(callingIn(cards, now), 2);
});
