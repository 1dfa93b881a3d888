import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, State } from '#sync/state.ts';
import { emptyState } from '#sync/state.ts';
import { neighbour, sectionsOf } from './order.ts';

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
const names = (lines: readonly { name: string }[] = []): string[] => lines.map(({ name }) => name);
const linesIn = (of: State, how: Parameters<typeof sectionsOf>[1]): string[][] =>
  sectionsOf(of, how).map(({ lines }) => names(lines));

test('channels stand by name with muted ones last, people by what was said last; archived ones are gone', () => {
  const all = linesIn(state, { onlyUnread: false, here: undefined });
  assert.deepEqual(all, [
    ['C-a', 'C-b', 'aaa'],
    ['Bo, Cy', 'Bo Berg'],
  ]);
});

test('a muted conversation says nothing; what is said to me alone is urgent', () => {
  const lines = sectionsOf(state, { onlyUnread: false, here: undefined }).flatMap(({ lines }) => lines);
  assert.deepEqual(
    lines.map(({ isUnread, urgent, hasDraft }) => [isUnread, urgent, hasDraft]),
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
  assert.deepEqual(linesIn(state, { onlyUnread: true, here: 'C-old' }), [['C-b', 'C-old'], ['Bo, Cy']]);
});

test('of very many direct conversations the last used and those that call for one are shown, however sorted', () => {
  const many = Array.from({ length: 60 }, (_, at) => {
    const [id, lastTs] = [`D${String(at).padStart(2, '0')}`, `${100 + at}.000000`];
    return conversation(id, { kind: 'direct', name: undefined, members: ['U1', `U-${id}`], standing: { lastTs } });
  });
  const unread = conversation('D-old', {
    kind: 'direct',
    name: undefined,
    members: ['U1', 'U2'],
    standing: { lastTs: '1.0', unread: 1 },
  });
  const members = new Map(many.map(([id]) => [`U-${id}`, { name: id }])).set('U2', { name: 'Zoe' });
  const all = { ...state, members: members as unknown as State['members'] };
  const shownBy = (sort: 'name' | 'recent'): string[] => {
    const sections = emptyState.sidebar.sections.map((one) => ({ ...one, sort }));
    const sidebar = { version: 1, sections, places: [] };
    const conversations = new Map([...many, unread]);
    const shown = sectionsOf({ ...all, sidebar, conversations }, { onlyUnread: false, here: 'D00' });
    return names(shown[1]?.lines);
  };
  const last = Array.from({ length: 38 }, (_, at) => `D${22 + at}`);
  assert.deepEqual(shownBy('name'), ['D00', ...last, 'Zoe']);
  assert.deepEqual(shownBy('recent'), [...last.toReversed(), 'D00', 'Zoe']);
});

test('the neighbours go round, and the unread ones are found from anywhere', () => {
  const lines = sectionsOf(state, { onlyUnread: false, here: 'C-a' });
  assert.equal(neighbour(lines, 'C-a', 1, false), 'C-b');
  assert.equal(neighbour(lines, 'C-a', -1, false), 'D1');
  assert.equal(neighbour(lines, 'C-a', 1, true), 'C-b');
  assert.equal(neighbour(lines, 'C-b', 1, true), 'G1');
  assert.equal(neighbour([], undefined, 1, false), undefined);
});

test('what was moved stands in its section, sorted as that is; a wish that is on its way counts already', () => {
  const sections = [
    { id: 'direct', sort: 'name' },
    { id: 's1', name: 'First thing', sort: 'recent' },
    { id: 'channels', sort: 'name' },
  ] as const;
  const places = ['C-b', 'G1', 'C-gone'].map((channel) => ({ channel, section: 's1' }));
  const sidebar = { version: 1, sections: [...sections], places };
  assert.deepEqual(linesIn({ ...state, sidebar }, { onlyUnread: false, here: undefined }), [
    ['Bo Berg'],
    ['Bo, Cy', 'C-b'],
    ['C-a', 'aaa'],
  ]);
  const sidebarWish = { sections: [...sections], places: [] };
  const wished = sectionsOf({ ...state, sidebar, sidebarWish }, { onlyUnread: false, here: undefined });
  assert.deepEqual(names(wished[1]?.lines), []);
});
