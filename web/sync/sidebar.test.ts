import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Sidebar } from '#contract/sidebar.ts';
import type { Channel } from '#contract/workspace.ts';
import { type Api, Refusal, Unreachable } from './api.ts';
import {
  type Change,
  createArranging,
  isOwnSection,
  movedTo,
  type Order,
  placed,
  renamed,
  shownOrder,
  sorted,
  withoutSection,
  withSection,
} from './sidebar.ts';
import { emptyState } from './state.ts';
import { createStore } from './store.ts';
import { handClock } from './testing.ts';

const first: Order = { sections: emptyState.sidebar.sections, places: [] };
const ids = ['channels', 'direct', 's1', 's2', 's3'];
const anId = fc.constantFrom(...ids);
const aChannel = fc.constantFrom('C1', 'C2', 'D1');
const aChange: fc.Arbitrary<Change> = fc.oneof(
  anId.filter((id) => id.startsWith('s')).map((id) => withSection(id, `Section ${id}`, 'C1')),
  anId.filter((id) => id.startsWith('s')).map(withoutSection),
  anId.filter((id) => id.startsWith('s')).map((id) => renamed(id, 'Anew')),
  anId.map((id) => sorted(id, 'recent')),
  fc.tuple(anId, anId).map(([id, to]) => movedTo(id, to)),
  fc.tuple(aChannel, anId).map(([channel, section]) => placed(channel, section)),
);

test('whatever is changed, each section stands once and each conversation in one that is there', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 30 }), (changes) => {
      const { sections, places } = changes.reduce((order, change) => change(order), first);
      const there = sections.map(({ id }) => id);
      assert.equal(new Set(there).size, there.length);
      assert.ok(there.includes('channels') && there.includes('direct'));
      assert.equal(new Set(places.map(({ channel }) => channel)).size, places.length);
      for (const { section } of places) assert.ok(sections.some((one) => one.id === section && isOwnSection(one)));
      for (const one of sections) assert.equal(one.name !== undefined, isOwnSection(one));
    }),
  );
});

test('a section takes the place of another, which makes room upwards and downwards', () => {
  const three = withSection('s1', 'One')(first);
  const idsAfter = (change: Change): string[] => change(three).sections.map(({ id }) => id);
  assert.deepEqual(idsAfter(movedTo('s1', 'direct')), ['channels', 'direct', 's1']);
  assert.deepEqual(idsAfter(movedTo('direct', 's1')), ['direct', 's1', 'channels']);
});

/** A server that holds one order, and can be quicker than this device. */
function serverWith(answer: (call: string) => void = () => {}) {
  let kept: Sidebar = { version: 0, ...first };
  const calls: string[] = [];
  const call = async (route: string, asked: { body?: Sidebar & { basedOn: number } } = {}): Promise<Sidebar> => {
    calls.push(route);
    answer(route);
    const { body } = asked;
    if (!body) return kept;
    if (body.basedOn !== kept.version) throw new Refusal(409, { type: 'urn:wardroom:problem:sidebar/newer' });
    kept = { version: kept.version + 1, sections: body.sections, places: body.places };
    return kept;
  };
  const store = createStore((run) => run(), handClock());
  store.put({ kind: 'sidebar-wish', order: undefined });
  const arrange = createArranging({ call } as unknown as Api, store);
  return {
    calls,
    store,
    arrange,
    kept: () => kept,
    elsewhere: (change: Change) => {
      kept = { version: kept.version + 1, ...change(kept) };
    },
  };
}

test('a change shows at once; those that come meanwhile go together', async () => {
  const { calls, store, arrange, kept } = serverWith();
  const all = [arrange(withSection('s1', 'One')), arrange(renamed('s1', 'Eins')), arrange(sorted('s1', 'recent'))];
  assert.deepEqual(shownOrder(store.state()).sections[0], { id: 's1', name: 'Eins', sort: 'recent' });
  await Promise.all(all);
  assert.deepEqual(calls, ['PUT /v1/me/sidebar', 'PUT /v1/me/sidebar']);
  assert.deepEqual(kept().sections[0], { id: 's1', name: 'Eins', sort: 'recent' });
  assert.equal(store.state().sidebarWish, undefined);
});

test('where another device was quicker, both changes stand', async () => {
  const { store, arrange, kept, elsewhere } = serverWith();
  elsewhere(withSection('s2', 'Two'));
  await arrange(withSection('s1', 'One'));
  assert.deepEqual(
    kept().sections.map(({ id }) => id),
    ['s1', 's2', 'channels', 'direct'],
  );
  assert.deepEqual(shownOrder(store.state()).sections, kept().sections);
});

test('what gets no answer is taken back, and said', async () => {
  const { store, arrange } = serverWith(() => {
    throw new Unreachable(undefined);
  });
  await assert.rejects(arrange(withSection('s1', 'One')), Unreachable);
  assert.deepEqual(shownOrder(store.state()).sections, first.sections);
});

const opened = { kind: 'channel.opened', conversation: { id: 'C1' } as Channel, number: 1 } as const;
const both: Change = (order) => placed('C2', 's1')(withSection('s1', 'One', 'C1')(order));

test('what one is not in any more is left out of what is sent', async () => {
  const { store, arrange, kept } = serverWith();
  store.put({ kind: 'frame', frame: opened, at: 0 });
  store.put({ kind: 'connection', connection: { kind: 'online' } });
  await arrange(both);
  assert.deepEqual(kept().places, [{ channel: 'C1', section: 's1' }]);
});

test('nothing is left out before the server was heard, nor of an order that is newer than what was heard', async () => {
  const { store, arrange, kept, elsewhere } = serverWith();
  const two = [
    { channel: 'C1', section: 's1' },
    { channel: 'C2', section: 's1' },
  ];
  store.put({ kind: 'frame', frame: opened, at: 0 });
  await arrange(both);
  assert.deepEqual(kept().places, two, 'before hello');
  store.put({ kind: 'connection', connection: { kind: 'online' } });
  elsewhere(placed('C3', 's1'));
  await arrange(sorted('s1', 'recent'));
  assert.deepEqual(kept().places, [...two, { channel: 'C3', section: 's1' }], 'after a refusal');
});
