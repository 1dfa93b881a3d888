import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '#contract/workspace.ts';
import { type Conversation, emptyState, type PendingPost, type State } from '#sync/state.ts';
import { postNews } from './post-news.ts';

function stateWith(state: PendingPost['state'] | undefined, messages: readonly Partial<Message>[] = []): State {
  const pending = state ? [{ clientId: 'a', channel: 'C1', state, reason: undefined }] : [];
  const timeline = { messages, from: undefined, to: undefined };
  const conversation = { channel: { id: 'C1', name: 'ops' }, pending, timeline, threads: new Map() };
  return { ...emptyState, conversations: new Map([['C1', conversation as unknown as Conversation]]) };
}
const texts = (...states: State[]): string[] => {
  const newsIn = postNews();
  return states.flatMap((state) => newsIn(state).map(({ text, isAlarm }) => (isAlarm ? `! ${text}` : text)));
};

test('a post that goes at once is not told', () => {
  assert.deepEqual(texts(stateWith('waiting'), stateWith('sending'), stateWith('sent'), stateWith(undefined)), []);
});

test('a slow post is told once, and that it went', () => {
  const slow = stateWith('slow');
  assert.deepEqual(texts(slow, slow, stateWith('slow'), stateWith('sent'), stateWith(undefined, [{ clientId: 'a' }])), [
    'Sending. The answer takes long.',
    'Sent.',
  ]);
});

test('a failed post interrupts; sent again, it is told when the log has it', () => {
  assert.deepEqual(texts(stateWith('failed'), stateWith('sending'), stateWith(undefined, [{ clientId: 'a' }])), [
    '! Not sent to ops. The server did not answer. It is kept.',
    'Sent.',
  ]);
});

test('what its writer takes back is not told as sent', () => {
  assert.deepEqual(texts(stateWith('failed'), stateWith(undefined)).length, 1);
});
