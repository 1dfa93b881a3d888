import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChannelId, publicId, type Ts } from '#contract/ids.ts';
import type { ChannelEvent, Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { Problem } from '#platform/problem.ts';
import { changeChannel, joinChannel, leaveChannel, readableChannel } from '../channels/channels.ts';
import { deleteMessage, editMessage, readHistory } from '../messages/messages.ts';
import { react, unreact } from '../reactions/reactions.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { openBody, readLog, sealBody } from './channel-log.ts';

const workspace = await openTestWorkspace();

test('the log is read by pages that fit together', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  for (let n = 0; n < 5; n++) await team.post(team.owner, channel, `m${n}`);
  const whole = await team.events(team.owner, channel);
  const paged: ChannelEvent[] = [];
  for (let page = 0; page < 4; page++) {
    const read = await team.run(async (work) => {
      const row = await readableChannel(work, team.owner, channel);
      return await readLog(work, row, paged.length, 2);
    });
    paged.push(...read.map(({ event }) => event));
  }
  assert.deepEqual(paged, whole);
  assert.equal(whole.length, 7);
});

test('a message shows in the log as it stands, and a channel as it is', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const message = await team.post(team.owner, channel, 'before');
  await team.run((work) => editMessage(work, team.owner, channel, placeOf(message), 'after'));
  await team.run((work) => changeChannel(work, team.owner, channel, { topic: 'Now' }));
  const events = await team.events(team.owner, channel);
  assert.equal(events.find(({ kind }) => kind === 'message.posted')?.message?.text, 'after');
  assert.equal(events[0]?.conversation?.topic, 'Now');
});

test('a body opens only at the place it was sealed for', async () => {
  const team = await workspace.team();
  const [one, other] = [await team.channel(team.owner), await team.channel(team.owner)];
  await team.run(async (work) => {
    const [here, there] = [await work.keys.compartment(one), await work.keys.compartment(other)];
    const sealed = sealBody(here, 1 as Ts, { v: 1, text: 'text' });
    assert.equal(openBody(here, 1 as Ts, sealed).text, 'text');
    assert.throws(() => openBody(here, 2 as Ts, sealed));
    assert.throws(() => openBody(there, 1 as Ts, sealed));
  });
});

/** What a client keeps of a channel: a pure function of the events, in their order. */
type Replica = ReadonlyMap<string, Message>;

function applied(replica: Replica, event: ChannelEvent): Replica {
  const next = new Map(replica);
  if (event.message) next.set(event.message.ts, event.message);
  if (event.thread) {
    const { ts, ...counts } = event.thread;
    const { lastReplyTs: _, ...root } = next.get(ts) ?? assert.fail('a thread without its first message');
    next.set(ts, { ...root, ...counts });
  }
  if (event.ts && event.emoji && event.actor) {
    const message = next.get(event.ts) ?? assert.fail('a reaction to nothing');
    next.set(event.ts, { ...message, reactions: reacted(message, event.kind, event.emoji, event.actor) });
  }
  return next;
}

function reacted({ reactions }: Message, kind: string, emoji: string, actor: string): Message['reactions'] {
  const others = reactions.filter((reaction) => reaction.emoji !== emoji);
  const members = (reactions.find((reaction) => reaction.emoji === emoji)?.members ?? []).filter((id) => id !== actor);
  if (kind === 'reaction.added') members.push(actor);
  return members.length > 0 ? [...others, { emoji, members }] : others;
}

/** In one order, since clients may show reactions in the order in which they heard of them. */
const ordered = (messages: readonly Message[]): Message[] =>
  messages.map((message) => ({
    ...message,
    reactions: message.reactions
      .map(({ emoji, members }) => ({ emoji, members: members.toSorted() }))
      .toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
  }));

const byPlace = (a: Message, b: Message): number => placeOf(a) - placeOf(b);
const timelineOf = (replica: Replica): Message[] =>
  [...replica.values()]
    .filter(({ inTimeline, deletedAt, replyCount }) => inTimeline && (!deletedAt || replyCount > 0))
    .toSorted(byPlace);
const threadOf = (replica: Replica, root: string): Message[] =>
  [...replica.values()]
    .filter(({ ts, threadTs, deletedAt }) => ts === root || (threadTs === root && !deletedAt))
    .toSorted(byPlace);

const VERBS = ['post', 'reply', 'reply-to-all', 'edit', 'delete', 'react', 'unreact', 'join', 'leave', 'mark'] as const;
const step = fc.record({
  verb: fc.constantFrom(...VERBS),
  who: fc.nat({ max: 2 }),
  which: fc.nat({ max: 30 }),
  names: fc.constantFrom('nobody', 'owner', 'here'),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Scene {
  readonly team: TestTeam;
  readonly channel: ChannelId;
  /** The first one is the owner, who stays. */
  readonly people: readonly Actor[];
  readonly posted: Message[];
}

async function take({ team, channel, people, posted }: Scene, { verb, who, which, names }: Step): Promise<void> {
  const by = people[who]!;
  const target = posted[which % Math.max(1, posted.length)];
  const at = placeOf(target ?? { ts: '1.000000' });
  const text = `${which} ${names === 'owner' ? naming(team.owner) : names === 'here' ? '<!here>' : ''}`;
  const given =
    target && verb.startsWith('reply') ? { threadTs: target.ts, alsoToChannel: verb === 'reply-to-all' } : {};
  switch (verb) {
    case 'post':
    case 'reply':
    case 'reply-to-all':
      return void posted.push(await team.post(by, channel, text, given));
    case 'edit':
      return void (await team.run((work) => editMessage(work, by, channel, at, text)));
    case 'delete':
      return await team.run((work) => deleteMessage(work, by, channel, at));
    case 'react':
      return await team.run((work) => react(work, by, channel, at, which % 2 ? 'tada' : 'eyes'));
    case 'unreact':
      return await team.run((work) => unreact(work, by, channel, at, which % 2 ? 'tada' : 'eyes'));
    case 'join':
      return await team.run((work) => joinChannel(work, by, channel));
    case 'leave':
      return who === 0 ? undefined : await team.run((work) => leaveChannel(work, by, channel));
    case 'mark':
      return void (await team.run((work) => markRead(work, by, channel, at)));
  }
}

async function checkStandings({ team, channel, people }: Scene, all: readonly Message[]): Promise<void> {
  for (const actor of people) {
    const standing = await team.standing(actor, channel);
    if (!standing) continue;
    const readAt = standing.readTs ? placeOf({ ts: standing.readTs }) : 0;
    const own = publicId('U', actor.member);
    const after = all.filter((m) => placeOf(m) > readAt && !m.deletedAt && !m.note && m.author !== own);
    assert.equal(standing.unread, after.filter(({ inTimeline }) => inTimeline).length, 'unread');
    if (actor !== team.owner) continue;
    assert.equal(standing.mentions, after.filter(({ text }) => text.includes('<')).length, 'mentions');
  }
}

test('whatever people do at once: no number is missing, counts are true, replayed events are the history', async () => {
  const team = await workspace.team();
  const people = [team.owner, await team.person(), await team.person()];
  const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rounds, async (groups) => {
      const told = workspace.facts.length;
      const channel = await team.channel(team.owner, { with: people.slice(1) });
      const scene: Scene = { team, channel, people, posted: [] };
      for (const group of groups) {
        const outcomes = await Promise.allSettled(group.map((one) => take(scene, one)));
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected' && !(outcome.reason instanceof Problem)) throw outcome.reason;
        }
        const read = await team.events(team.owner, channel);
        const live = workspace.told(told).filter((event) => event.channel === read[0]?.channel);
        const inOrder = live.toSorted((a, b) => a.number - b.number);
        for (const events of [read, inOrder]) {
          assert.deepEqual(
            events.map(({ number }) => number),
            events.map((_, at) => at + 1),
          );
        }
        const [fromLog, fromLive] = [read, inOrder].map((events) => events.reduce<Replica>(applied, new Map()));
        await checkStandings(scene, [...fromLog!.values()]);
        const history = async (thread?: Ts): Promise<Message[]> => {
          const page = { limit: 200, thread };
          return ordered((await team.run((work) => readHistory(work, team.owner, channel, page))).messages);
        };
        const timeline = await history();
        for (const replica of [fromLog!, fromLive!]) assert.deepEqual(ordered(timelineOf(replica)), timeline);
        for (const { ts } of timeline.filter(({ replyCount }) => replyCount > 0)) {
          const thread = await history(placeOf({ ts }));
          for (const replica of [fromLog!, fromLive!]) assert.deepEqual(ordered(threadOf(replica, ts)), thread);
        }
      }
    }),
    { numRuns: 25 },
  );
});
