import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft } from '#contract/kept-aside.ts';
import { type Api, Refusal, Unreachable } from './api.ts';
import { createDrafts, type Drafts, joined } from './drafts.ts';
import { type Keep, keepInMemory, openKeep } from './keep.ts';
import { createStore } from './store.ts';
import { handClock } from './testing.ts';

let made = 0;

/** A server that keeps drafts by the rules of `server/workspace/drafts/drafts.md`, and devices of one member. */
function stand() {
  const clock = handClock();
  const kept = new Map<string, Draft>();
  const devices = new Set<Drafts>();
  let version = 0;
  let isAway = false;
  const call = async (route: string, asked: { params: { channel: string }; query: never; body: never }) => {
    if (isAway) throw new Unreachable('no network');
    if (route.startsWith('GET')) return { drafts: [...kept.values()] };
    const { channel } = asked.params;
    const { text, basedOn } = { text: '', ...((asked.body ?? asked.query) as { text?: string; basedOn: number }) };
    const before = kept.get(channel);
    if (before?.text === text) return before;
    if (!before && text === '') return undefined;
    if ((before?.version ?? 0) !== basedOn) throw new Refusal(409, { type: 'urn:wardroom:problem:drafts/newer' });
    if (text === '') kept.delete(channel);
    version += 1;
    const draft: Draft = { channel, text, version, changedAt: new Date(clock.now()).toISOString() };
    if (text !== '') kept.set(channel, draft);
    const removed = { channel, version: before?.version ?? 0 };
    for (const device of devices) {
      device.heard(text === '' ? { kind: 'draft.removed', draft: removed } : { kind: 'draft.changed', draft });
    }
    return draft;
  };
  const api = { call } as unknown as Api;
  const open = async (device = `U${made++}`, { early = '', keep }: { early?: string; keep?: Keep } = {}) => {
    const store = createStore((run) => run(), clock);
    const drafts = createDrafts({ api, keep: keep ?? (await openKeep('T', device)), clock, store });
    devices.add(drafts);
    const write = (text: string): void => drafts.set('C', undefined, { text, caret: text.length });
    if (early !== '') write(early);
    await drafts.start();
    const leave = (): void => {
      drafts.flush();
      drafts.close();
      devices.delete(drafts);
    };
    return { drafts, store, device, write, leave, text: () => drafts.get('C')?.text };
  };
  return { clock, kept, open, setAway: (away: boolean) => (isAway = away), onServer: () => kept.get('C')?.text };
}

test('a draft is on the device at once and on the server and the other devices within five seconds', async () => {
  const { clock, open, onServer } = stand();
  const [here, there] = [await open(), await open()];
  for (const text of ['H', 'He', 'Hello']) {
    here.write(text);
    await clock.advance(1_500);
  }
  await clock.advance(2_000);
  assert.deepEqual([onServer(), there.text()], ['Hello', 'Hello']);
  assert.equal(there.store.state().drafts.get('C')?.rewritten, 2);
  assert.equal(here.store.state().drafts.get('C')?.rewritten, 0);
});

test('a page that is left restores text and caret, also what the server never got', async () => {
  const { clock, open, setAway, onServer } = stand();
  setAway(true);
  const first = await open();
  first.drafts.set('C', undefined, { text: 'half a tho', caret: 4 });
  first.leave();
  await clock.advance(10_000);
  setAway(false);
  const second = await open(first.device);
  assert.deepEqual(second.drafts.get('C'), { text: 'half a tho', caret: 4 });
  await second.drafts.align();
  await clock.advance(5_000);
  assert.equal(onServer(), 'half a tho');
});

test('who writes before the disk has been read loses neither the new words nor the kept ones', async () => {
  const { clock, open, onServer } = stand();
  const first = await open();
  first.write('kept on the disk');
  await clock.advance(5_000);
  first.leave();
  const second = await open(first.device, { early: 'quicker' });
  assert.equal(second.text(), 'quicker\n\nkept on the disk');
  assert.equal(second.store.state().drafts.get('C')?.rewritten, 1);
  await clock.advance(5_000);
  assert.equal(onServer(), 'quicker\n\nkept on the disk');
});

test('sending removes the draft everywhere; an empty page that was left in between finishes it', async () => {
  const { clock, open, onServer } = stand();
  const here = await open();
  const there = await open();
  here.write('to be sent');
  await clock.advance(5_000);
  here.write('');
  here.leave();
  await clock.advance(10_000);
  assert.equal(onServer(), 'to be sent');
  const again = await open(here.device);
  await again.drafts.align();
  await clock.advance(5_000);
  assert.deepEqual([onServer(), there.text(), again.text()], [undefined, undefined, undefined]);
  assert.equal(there.store.state().drafts.has('C'), false);
});

test('two devices that wrote apart from each other lose no word', async () => {
  const { clock, open, setAway, onServer } = stand();
  const [here, there] = [await open(), await open()];
  setAway(true);
  here.write('from the train');
  await clock.advance(1_000);
  there.write('from the desk');
  await clock.advance(5_000);
  setAway(false);
  await here.drafts.align();
  await there.drafts.align();
  await clock.advance(60_000);
  assert.deepEqual(onServer()?.split('\n\n').toSorted(), ['from the desk', 'from the train']);
  assert.deepEqual([here.text(), there.text()], [onServer(), onServer()]);
});

test('what is written while the last text is on its way is told as well', async () => {
  const { clock, open, onServer } = stand();
  const here = await open();
  here.write('one');
  const saving = clock.advance(3_000);
  here.write('one two');
  await saving;
  await clock.advance(4_000);
  assert.deepEqual([onServer(), here.text()], ['one two', 'one two']);
});

test('a draft is said to be kept when it is, and not where the disk is full', async () => {
  const { open } = stand();
  const here = await open();
  here.write('half a tho');
  assert.equal(await here.drafts.keep('C'), true);
  const full = keepInMemory();
  full.putDraft = () => Promise.reject(new DOMException('No room', 'QuotaExceededError'));
  const there = await open('U-full', { keep: full });
  there.write('half a tho');
  assert.equal(await there.drafts.keep('C'), false);
  assert.equal(there.text(), 'half a tho');
});

test('of two texts the newer comes first, and what one says already is not repeated', () => {
  assert.equal(joined('new', 'old'), 'new\n\nold');
  assert.equal(joined('Hello world', 'Hello'), 'Hello world');
  assert.equal(joined('Hello', 'Hello world'), 'Hello world');
});
