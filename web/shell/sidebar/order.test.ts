import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, State } from '#sync/state.ts';
import { emptyState } from '#sync/state.ts';
import { linesOf, neighbour } from './order.ts';

const conversation = (id: string, more: Record<string, unknown> = {}): [string, Conversation] => {
  const { standing, ...channel } = more as { standing?: object };
  return [
    id,
    {
      channel: { id, kind: 'public', name: id, topic: '', purpose: '', general: false, createdAt: '', ...channel },
      standing: { channel: id, number: 1, unread: 0, mentions: 0, ...standing },
    } as unknown as Conversation,
  ];
};

const state: State = {
  ...emptyState,
  me: 'U1',
  members: new Map([
    ['U1', { name: 'Ada' }],
    ['U2', { name: 'Bo Berg' }],
    ['U3', { name: 'Cy Cole' }],
  ]) as unknown as State['members'],
  settings: new Map([['C-quiet', { muted: true }]]),
  drafts: new Map([['C-b', { channel: 'C-b', threadTs: undefined, version: 1, rewritten: 0 }]]),
  conversations: new Map([
    conversation('C-quiet', { name: 'aaa', standing: { unread: 5, mentions: 2 } }),
    conversation('C-b', { standing: { unread: 3, mentions: 1 } }),
    conversation('C-a'),
    conversation('C-old', { archivedAt: '2026-01-01T00:00:00Z' }),
    conversation('D1', { kind: 'direct', name: undefined, members: ['U1', 'U2'], standing: { lastTs: '9.000000' } }),
    conversation('G1', {
      ...{ kind: 'group', name: undefined, members: ['U1', 'U2', 'U3'] },
      standing: { lastTs: '10.000000', unread: 2 },
    }),
  ]),
};
const names = (lines: readonly { name: string }[]): string[] => lines.map(({ name }) => name);

test('channels stand by name with muted ones last, people by what was said last; archived ones are gone', () => {
  const { channels, direct } = linesOf(state, { onlyUnread: false, here: undefined });
  assert.deepEqual(names(channels), ['C-a', 'C-b', 'aaa']);
  assert.deepEqual(names(direct), ['Bo, Cy', 'Bo Berg']);
});

test('a muted conversation says nothing; what is said to me alone is urgent', () => {
  const { channels, direct } = linesOf(state, { onlyUnread: false, here: undefined });
  assert.deepEqual(
    [...channels, ...direct].map(({ isUnread, urgent, hasDraft }) => [isUnread, urgent, hasDraft]),
    [
      [false, 0, false],
      [true, 1, true],
      [false, 0, false],
      [true, 2, false],
      [false, 0, false],
    ],
  );
});

test('only what is unread, and where one is, even if it was archived', () => {
  const { channels, direct } = linesOf(state, { onlyUnread: true, here: 'C-old' });
  assert.deepEqual([names(channels), names(direct)], [['C-b', 'C-old'], ['Bo, Cy']]);
});

test('the neighbours go round, and the unread ones are found from anywhere', () => {
  const lines = linesOf(state, { onlyUnread: false, here: 'C-a' });
  assert.equal(neighbour(lines, 'C-a', 1, false), 'C-b');
  assert.equal(neighbour(lines, 'C-a', -1, false), 'D1');
  assert.equal(neighbour(lines, 'C-a', 1, true), 'C-b');
  assert.equal(neighbour(lines, 'C-b', 1, true), 'G1');
  assert.equal(neighbour({ channels: [], direct: [] }, undefined, 1, false), undefined);
});
