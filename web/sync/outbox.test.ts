import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Api, Refusal, Unreachable } from './api.ts';
import { type Keep, openKeep } from './keep.ts';
import { createOutbox, NO_ANSWER, type Outbox } from './outbox.ts';
import type { PendingPost } from './state.ts';
import { handClock } from './testing.ts';

type Answer = 'taken' | 'silent' | 'unreachable' | Refusal;

let made = 0;

/** A server that keeps each post once by its `clientId`, and answers as it is told. */
function stand() {
  const clock = handClock();
  const posted: { clientId: string; text: string }[] = [];
  const answers: Answer[] = [];
  let inFlight = 0;
  let most = 0;
  const call = async (_route: string, asked: { body: { clientId: string; text: string }; signal: AbortSignal }) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    try {
      await Promise.resolve();
      const answer = answers.shift() ?? 'taken';
      if (answer instanceof Refusal) throw answer;
      if (answer !== 'unreachable' && !posted.some(({ clientId }) => clientId === asked.body.clientId)) {
        posted.push(asked.body);
      }
      if (answer === 'unreachable') throw new Unreachable('no network');
      if (answer === 'silent') {
        await new Promise((_, reject) => {
          asked.signal.addEventListener('abort', () => reject(new Unreachable('given up')));
        });
      }
      return { ts: '1.000000' };
    } finally {
      inFlight -= 1;
    }
  };
  const name = `U${made++}`;
  const outboxes: Outbox[] = [];
  const open = async () => {
    const keep: Keep = await openKeep('T', name);
    const shown = new Map<string, PendingPost>();
    const outbox = createOutbox({
      api: { call } as unknown as Api,
      keep,
      clock,
      exclusively: async (lock, run) => {
        await navigator.locks.request(`${name}/${lock}`, run);
      },
      tell: (post) => shown.set(post.clientId, post),
    });
    outboxes.push(outbox);
    const post = (clientId: string, channel = 'C') =>
      void outbox.post({ clientId, channel, text: clientId, files: [], writtenAt: clock.now() });
    return { outbox, keep, post, state: (clientId: string) => shown.get(clientId)?.state, shown };
  };
  return { clock, answers, open, texts: () => posted.map(({ text }) => text), most: () => most };
}

const tooLong = new Refusal(400, { type: 'urn:wardroom:problem:messages/too-long', title: 'It is too long.' });
const busy = new Refusal(503, { title: 'Busy.' });

test('posts of a conversation leave one after the other, those of others beside them', async () => {
  const { clock, open, texts, most } = stand();
  const { post, state, keep } = await open();
  for (const id of ['a', 'b', 'c']) post(id);
  await clock.advance(0);
  await clock.advance(0);
  assert.deepEqual([texts(), most()], [['a', 'b', 'c'], 1]);
  assert.deepEqual(['a', 'b', 'c'].map(state), ['sent', 'sent', 'sent']);
  assert.deepEqual(await keep.posts(), []);
});

test('an answer that is lost after the commit is asked for again, and the post stands once', async () => {
  const { clock, open, answers, texts } = stand();
  answers.push('silent');
  const { post, state } = await open();
  post('a');
  post('b');
  await clock.advance(999);
  assert.equal(state('a'), 'sending');
  await clock.advance(1);
  assert.equal(state('a'), 'slow');
  await clock.advance(9_000);
  assert.equal(state('a'), 'failed');
  assert.deepEqual(texts(), ['a']);
  await clock.advance(1_000);
  assert.deepEqual([texts(), state('a'), state('b')], [['a', 'b'], 'sent', 'sent']);
});

test('a post that had to wait for its turn is shown as late until it is sent', async () => {
  const { clock, open, answers } = stand();
  answers.push('silent', 'taken', 'silent');
  const { post, state } = await open();
  post('a');
  post('b');
  await clock.advance(9_999);
  assert.equal(state('b'), 'slow');
  await clock.advance(1_001);
  assert.deepEqual([state('a'), state('b')], ['sent', 'failed']);
});

test('without a network it is tried again, later and later, and at once when the connection is back', async () => {
  const { clock, open, answers, texts } = stand();
  answers.push(...Array<Answer>(20).fill('unreachable'));
  const { post, state, shown, outbox } = await open();
  post('a');
  await clock.advance(10_000);
  assert.deepEqual([state('a'), shown.get('a')?.reason], ['failed', NO_ANSWER]);
  // After 1, 2, 4 and 8 seconds.
  assert.equal(answers.length, 20 - 4);
  answers.length = 0;
  outbox.wake();
  await clock.advance(0);
  assert.deepEqual([texts(), state('a')], [['a'], 'sent']);
});

test('what is refused waits for its writer and holds up nobody; a server that is busy holds up', async () => {
  const { clock, open, answers, texts } = stand();
  answers.push(tooLong, busy);
  const { post, state, shown, outbox } = await open();
  for (const id of ['a', 'b', 'c']) post(id);
  await clock.advance(0);
  assert.deepEqual([state('a'), shown.get('a')?.reason], ['failed', 'It is too long.']);
  assert.deepEqual(texts(), []);
  await clock.advance(1_000);
  assert.deepEqual(texts(), ['b', 'c']);
  await outbox.retry('a');
  assert.deepEqual([texts(), state('a')], [['b', 'c', 'a'], 'sent']);
});

test('what is discarded is not sent, and its text is given back', async () => {
  const { clock, open, answers, texts } = stand();
  answers.push('unreachable');
  const { post, outbox } = await open();
  post('a');
  post('b');
  await clock.advance(0);
  assert.equal((await outbox.discard('a'))?.text, 'a');
  await clock.advance(1_000);
  assert.deepEqual(texts(), ['b']);
});

test('a page that was left goes on in the next one, also with what was under way', async () => {
  const { clock, open, answers, texts } = stand();
  answers.push('silent');
  const first = await open();
  for (const id of ['a', 'b']) first.post(id);
  await clock.advance(0);
  first.outbox.close();
  const second = await open();
  await second.outbox.start();
  await clock.advance(0);
  await clock.advance(0);
  assert.deepEqual([texts(), second.state('a'), second.state('b')], [['a', 'b'], 'sent', 'sent']);
});

test('two tabs send nothing twice and keep the order', async () => {
  const { clock, open, texts, most } = stand();
  const [one, other] = [await open(), await open()];
  one.post('a');
  await clock.advance(1);
  other.post('b');
  await clock.advance(1);
  one.post('c');
  for (let turn = 0; turn < 5; turn++) await clock.advance(0);
  assert.deepEqual([texts(), most()], [['a', 'b', 'c'], 1]);
});

test('what is kept is gone after it was cleared', async () => {
  const { clock, open, answers } = stand();
  answers.push(tooLong);
  const { post, keep } = await open();
  post('a');
  await clock.advance(0);
  assert.equal((await keep.posts()).length, 1);
  await keep.clear();
  assert.deepEqual(await (await open()).keep.posts(), []);
});

test('a post that the disk does not take is sent all the same', async () => {
  const keep = await openKeep('T', 'a full disk');
  // Nothing that can be stored.
  const files = [() => {}] as never;
  await keep.putPost({ clientId: 'a', channel: 'C', text: 'a', files, writtenAt: 0, order: 1 });
  assert.deepEqual(
    (await keep.posts()).map(({ clientId }) => clientId),
    ['a'],
  );
  await keep.removePost('a');
  assert.deepEqual(await keep.posts(), []);
});
