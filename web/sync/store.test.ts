import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelEvent } from '#contract/workspace.ts';
import { newConversation } from './conversation.ts';
import { createStore } from './store.ts';
import { handClock } from './testing.ts';

const channel = { id: 'C', kind: 'public', name: 'c', topic: '', purpose: '', general: false, createdAt: '' } as const;
const opened = {
  kind: 'channel.opened',
  conversation: newConversation(channel, { channel: 'C', number: 0, unread: 0, mentions: 0 }).channel,
  number: 0,
} as const;

function stand(schedule: (run: () => void) => void = (run) => run()) {
  const clock = handClock();
  const store = createStore(schedule, clock);
  store.put({ kind: 'frame', frame: opened, at: clock.now() });
  let number = 0;
  const event = (): ChannelEvent => ({ channel: 'C', number: ++number, at: '', kind: 'bookmarks.changed' });
  const says = (): void => store.put({ kind: 'frame', frame: event(), at: clock.now() });
  const seen: (number | undefined)[] = [];
  store.subscribe(() => seen.push(store.state().conversations.get('C')?.number));
  return { clock, store, says, seen };
}

test('the first of what a log says is told at once, what follows closely is told together', async () => {
  const { clock, says, seen } = stand();
  says();
  assert.deepEqual(seen, [1]);
  for (let count = 0; count < 20; count++) {
    await clock.advance(20);
    says();
  }
  await clock.advance(1_000);
  // Four hundred milliseconds of it, and the rest.
  assert.deepEqual(seen, [1, 8, 15, 21]);
  says();
  assert.deepEqual(seen, [1, 8, 15, 21, 22]);
});

test('what one does oneself waits for no log, and takes along what waits', async () => {
  const { clock, store, says, seen } = stand();
  says();
  says();
  store.put({ kind: 'kept-offline', isKept: true });
  assert.deepEqual(seen, [1, 2]);
  await clock.advance(1_000);
  assert.deepEqual(seen, [1, 2]);
});

test('what one posts is told before the next frame', () => {
  const frames: (() => void)[] = [];
  const { store, seen } = stand((run) => frames.push(run));
  store.put({ kind: 'kept-offline', isKept: true });
  assert.equal(seen.length, 0);
  const post = { channel: 'C', threadTs: undefined, text: 'mine', files: [], clientId: 'one', writtenAt: 0 };
  store.put({ kind: 'pending', post: { ...post, state: 'waiting' } });
  assert.equal(seen.length, 1);
  for (const frame of frames) frame();
  assert.equal(seen.length, 2);
});
