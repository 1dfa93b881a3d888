import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '#contract/workspace.ts';
import type { Stretch } from '#sync/state.ts';
import { newsBetween } from './news.ts';

const [me, other] = ['U01HZZZZZZZZZZZZZZZZZZZZZZA', 'U01HZZZZZZZZZZZZZZZZZZZZZZB'];
const state = { me, myGroups: ['S01HZZZZZZZZZZZZZZZZZZZZZZA'] };
const message = (at: number, more: Partial<Message> = {}): Message =>
  ({ ts: `${at}.000000`, author: other, text: 'hello', inTimeline: true, ...more }) as Message;
const stretch = (messages: Message[], ends: Partial<Stretch> = {}): Stretch => ({
  ...{ messages, from: undefined, to: undefined },
  ...ends,
});
const told = (before: Stretch | undefined, now: Stretch, everything = true, isThread = false): string[] =>
  newsBetween(before, now, state, { everything, isThread }).map(({ ts }) => ts);
const before = stretch([message(10)]);

test('what others add is told; what was there, one’s own, notes and what was deleted is not', () => {
  const now = stretch([
    message(9),
    message(10),
    message(11),
    message(12, { author: me }),
    message(13, { note: {} as never }),
    message(14, { deletedAt: '2026-01-01T00:00:00Z' }),
  ]);
  assert.deepEqual(told(before, now), ['11.000000']);
});

test('the first message of an empty conversation is told, what is loaded first is not', () => {
  assert.deepEqual(told(stretch([]), stretch([message(1)])), ['1.000000']);
  assert.deepEqual(told(undefined, stretch([message(1)])), []);
});

test('a jump into the past and the way back tell nothing', () => {
  const past = stretch([message(2)], { to: '2.000000' });
  assert.deepEqual(told(before, past), []);
  assert.deepEqual(told(past, stretch([message(10), message(11)])), []);
});

test('who wants mentions hears what names it, its groups or everybody', () => {
  const texts = ['no', `<@${me}>`, `<@${other}>`, '<!subteam^S01HZZZZZZZZZZZZZZZZZZZZZZA>', '<!here>'];
  const now = stretch([message(10), ...texts.map((text, at) => message(11 + at, { text }))]);
  assert.deepEqual(told(before, now, false), ['12.000000', '14.000000', '15.000000']);
});

test('a reply that is in the timeline too is told there alone', () => {
  const now = stretch([message(10), message(11), message(12, { inTimeline: false })]);
  assert.deepEqual(told(before, now, true, true), ['12.000000']);
});
