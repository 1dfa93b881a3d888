import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Channel, ChannelEvent, Message, Standing } from '#contract/workspace.ts';
import { type Frame, type Input, reduce } from './replica.ts';
import { type Conversation, compareTs, emptyState, type State } from './state.ts';

const ME = `U${'1'.repeat(26)}`;
const ADA = `U${'2'.repeat(26)}`;
const BEN = `U${'3'.repeat(26)}`;
const C = `C${'1'.repeat(26)}`;
const people = [ME, ADA, BEN];

const channel: Channel = {
  id: C,
  kind: 'public',
  topic: '',
  purpose: '',
  general: false,
  createdAt: '2026-01-01T00:00:00Z',
};
const tsOf = (n: number): string => `17000000${String(n).padStart(2, '0')}.000000`;

const steps = fc.array(
  fc.record({
    verb: fc.constantFrom('post', 'reply', 'reply-to-all', 'edit', 'delete', 'react', 'unreact', 'note' as const),
    who: fc.nat({ max: 2 }),
    which: fc.nat({ max: 30 }),
    names: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

/** A server: its log, with the messages as they stood after each of its events. */
function serverOf(taken: readonly Step[]) {
  const log: ChannelEvent[] = [];
  const snapshots: ReadonlyMap<string, Message>[] = [new Map()];
  let messages = new Map<string, Message>();
  const record = (event: Omit<ChannelEvent, 'channel' | 'number' | 'at'>, changed: readonly Message[]): void => {
    messages = new Map(messages);
    for (const message of changed) messages.set(message.ts, message);
    snapshots.push(messages);
    log.push({ ...event, channel: C, number: log.length + 1, at: '2026-01-01T00:00:00Z' });
  };
  for (const step of taken) take(step, messages, record);
  return { log, snapshots, now: () => messages };
}

const counts = ({ ts, replyCount, lastReplyTs }: Message) => ({
  ts,
  replyCount,
  ...(lastReplyTs === undefined ? {} : { lastReplyTs }),
});

function withReplies(root: Message, messages: ReadonlyMap<string, Message>): Message {
  const replies = [...messages.values()].filter((one) => one.threadTs === root.ts && one.deletedAt === undefined);
  const { lastReplyTs: _, ...rest } = root;
  const last = replies
    .map(({ ts }) => ts)
    .toSorted(compareTs)
    .at(-1);
  return { ...rest, replyCount: replies.length, ...(last === undefined ? {} : { lastReplyTs: last }) };
}

function take(
  { verb, who, which, names }: Step,
  messages: ReadonlyMap<string, Message>,
  record: (event: Omit<ChannelEvent, 'channel' | 'number' | 'at'>, changed: readonly Message[]) => void,
): void {
  const author = people[who]!;
  const all = [...messages.values()];
  const target = all.filter((one) => one.deletedAt === undefined && !one.note)[which % Math.max(1, all.length)];
  const ts = tsOf(all.length);
  const fresh: Message = {
    channel: C,
    ts,
    author,
    text: `${all.length}${names ? ` <@${ME}>` : ''}`,
    inTimeline: true,
    replyCount: 0,
    reactions: [],
  };
  const actor = { actor: author };
  if (verb === 'post') return record({ kind: 'message.posted', ...actor, ts, message: fresh }, [fresh]);
  if (verb === 'note') {
    const note = { ...fresh, text: '', note: { kind: 'topic', text: 'x' } };
    return record({ kind: 'message.posted', ...actor, ts, message: note }, [note]);
  }
  if (!target) return;
  const root = target.threadTs === undefined ? target : messages.get(target.threadTs)!;
  if (verb === 'reply' || verb === 'reply-to-all') {
    const message = { ...fresh, threadTs: root.ts, inTimeline: verb === 'reply-to-all' };
    const counted = withReplies(root, new Map(messages).set(ts, message));
    return record({ kind: 'message.posted', ...actor, ts, message, thread: counts(counted) }, [message, counted]);
  }
  if (verb === 'edit') {
    const message = { ...target, text: fresh.text, editedAt: '2026-01-01T00:00:00Z' };
    return record({ kind: 'message.edited', ...actor, ts: target.ts, message }, [message]);
  }
  if (verb === 'delete') {
    const message = { ...target, text: '', deletedAt: '2026-01-01T00:00:00Z', reactions: [] };
    if (target.threadTs === undefined) {
      return record({ kind: 'message.deleted', ...actor, ts: target.ts, message }, [message]);
    }
    const counted = withReplies(root, new Map(messages).set(target.ts, message));
    const event = { kind: 'message.deleted', ...actor, ts: target.ts, message, thread: counts(counted) };
    return record(event, [message, counted]);
  }
  const emoji = which % 2 === 0 ? 'tada' : 'eyes';
  const members = target.reactions.find((one) => one.emoji === emoji)?.members ?? [];
  const isAdded = verb === 'react';
  if (members.includes(author) === isAdded) return;
  const others = target.reactions.filter((one) => one.emoji !== emoji);
  const left = isAdded ? [...members, author] : members.filter((one) => one !== author);
  const message = { ...target, reactions: left.length > 0 ? [...others, { emoji, members: left }] : others };
  record({ kind: isAdded ? 'reaction.added' : 'reaction.removed', ...actor, ts: target.ts, emoji }, [message]);
}

type Snapshot = ReadonlyMap<string, Message>;
const ordered = (messages: readonly Message[]): Message[] =>
  messages.map((message) => ({
    ...message,
    reactions: message.reactions
      .map(({ emoji, members }) => ({ emoji, members: members.toSorted() }))
      .toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
  }));
const byTs = (a: Message, b: Message): number => compareTs(a.ts, b.ts);
const timelineOf = (snapshot: Snapshot): Message[] =>
  [...snapshot.values()].filter((m) => m.inTimeline && (m.deletedAt === undefined || m.replyCount > 0)).sort(byTs);
const threadOf = (snapshot: Snapshot, root: string): Message[] =>
  [...snapshot.values()].filter((m) => m.ts === root || (m.threadTs === root && m.deletedAt === undefined)).sort(byTs);

/** As `GET …/messages` answers. */
function pageOf(messages: readonly Message[], { before, after, limit = 3 }: Query) {
  const side = messages.filter(
    ({ ts }) =>
      (before === undefined || compareTs(ts, before) < 0) && (after === undefined || compareTs(ts, after) > 0),
  );
  const page = after === undefined ? side.slice(-limit) : side.slice(0, limit);
  return { messages: page, more: side.length > page.length };
}
interface Query {
  readonly before?: string;
  readonly after?: string;
  readonly limit?: number;
}

/** Unread and mentions by counting. */
function recount(snapshot: Snapshot, readTs: string | undefined) {
  const mine = [...snapshot.values()].filter(
    (m) =>
      m.author !== ME && !m.note && m.deletedAt === undefined && (readTs === undefined || compareTs(m.ts, readTs) > 0),
  );
  return { unread: mine.filter((m) => m.inTimeline).length, mentions: mine.filter((m) => m.text.includes(ME)).length };
}

const standingAt = (number: number, snapshot: Snapshot, readTs?: string): Standing => ({
  channel: C,
  number,
  ...(readTs === undefined ? {} : { readTs }),
  ...recount(snapshot, readTs),
});

const hello = (standing: Standing): Frame =>
  ({
    kind: 'hello',
    now: '2026-01-01T00:00:00Z',
    team: 'T',
    member: ME,
    channels: [{ channel, standing }],
    waiting: { reminders: 0, failedMessages: 0 },
    unreadThreads: 0,
    notifications: {
      level: 'mentions',
      threads: true,
      everybody: true,
      previews: true,
      keywords: [],
      quietHours: [],
      channels: [],
    },
    userGroups: [],
    savedToDo: 0,
    drafts: [],
    sidebar: emptyState.sidebar,
    presence: 'auto',
  }) as Frame;

const moves = fc.array(
  fc.record({
    move: fc.constantFrom(
      'deliver',
      'deliver',
      'deliver',
      'skip',
      'again',
      'ask',
      'answer',
      'reset',
      'reconnect',
      'trim',
      'unload',
    ),
    pick: fc.nat({ max: 20 }),
  }),
  { maxLength: 60 },
);

/** A client on an unreliable line to that server. */
class Line {
  state: State;
  readonly server: ReturnType<typeof serverOf>;
  /** Up to where the server has got, and what it has sent. */
  head: number;
  sent: number;
  readonly asked: (() => void)[] = [];

  constructor(server: ReturnType<typeof serverOf>, start: number) {
    this.server = server;
    this.head = start;
    this.sent = start;
    this.state = reduce(emptyState, this.frame(hello(standingAt(start, server.snapshots[start]!))));
  }
  frame = (frame: Frame): Input => ({ kind: 'frame', frame, at: 0 });
  put(input: Input): void {
    this.state = reduce(this.state, input);
    this.check();
  }
  get conversation(): Conversation {
    return this.state.conversations.get(C) ?? assert.fail('no conversation');
  }
  /** No message twice, and all in order, at every moment. */
  check(): void {
    const { timeline, threads } = this.conversation;
    for (const stretch of [timeline, ...[...threads.values()].map(({ replies }) => replies)]) {
      const places = stretch?.messages.map(({ ts }) => ts) ?? [];
      assert.deepEqual(places, [...new Set(places)].toSorted(compareTs));
    }
  }
  deliver(count = 1): void {
    for (let n = 0; n < count && this.sent < this.server.log.length; n++) {
      this.sent += 1;
      this.head = Math.max(this.head, this.sent);
      this.put(this.frame(this.server.log[this.sent - 1]!));
    }
  }
  /** The server may be ahead of what it has sent when it reads a page, and the answer comes at some later time. */
  ask(pick: number): void {
    const { epoch, number, timeline } = this.conversation;
    const at = { epoch, number };
    this.put({ kind: 'asking', channel: C });
    this.head = Math.min(this.server.log.length, Math.max(this.head, this.sent) + (pick % 3));
    const snapshot = this.server.snapshots[this.head]!;
    const roots = [...snapshot.values()].filter(({ threadTs }) => threadTs === undefined);
    const root = roots[pick % Math.max(1, roots.length)]?.ts;
    const kind = pick % 2 === 0 ? 'later' : 'earlier';
    const boundary = kind === 'later' ? timeline?.to : timeline?.from;
    let input: Input;
    if (pick % 3 === 0 && root !== undefined) {
      const page = pageOf(threadOf(snapshot, root), {});
      const first = snapshot.get(root);
      input = { kind: 'thread', channel: C, ts: root, at, loaded: { kind: 'latest', page }, first };
    } else if (pick % 3 === 1 && boundary !== undefined) {
      const page = pageOf(timelineOf(snapshot), kind === 'later' ? { after: boundary } : { before: boundary });
      input = { kind: 'timeline', channel: C, at, loaded: { kind, boundary, page } };
    } else {
      const page = pageOf(timelineOf(snapshot), {});
      input = { kind: 'timeline', channel: C, at, loaded: { kind: 'latest', page } };
    }
    this.asked.push(() => {
      this.put(input);
      this.put({ kind: 'asked', channel: C, at });
    });
  }
  fill(): void {
    while (this.conversation.held.length > 0) {
      const { number } = this.conversation;
      const events = this.server.log.slice(number, Math.max(this.head, this.conversation.held.at(-1)!.number));
      this.put({ kind: 'events', events });
    }
  }
  /** Everything that is on its way arrives. */
  finish(): void {
    while (this.asked.length > 0) this.asked.shift()!();
    // What was lost last shows at the next subscription.
    this.sent = this.conversation.number;
    this.deliver(this.server.log.length);
    this.fill();
  }
  /** Between its ends the timeline has what the log says, and nothing else. */
  agrees(): void {
    const { timeline } = this.conversation;
    if (!timeline) return;
    const { from, to, messages } = timeline;
    const isWithin = ({ ts }: Message): boolean =>
      (from === undefined || compareTs(ts, from) >= 0) && (to === undefined || compareTs(ts, to) <= 0);
    assert.deepEqual(ordered(messages), ordered(timelineOf(this.server.now()).filter(isWithin)));
  }
  move({ move, pick }: { move: string; pick: number }): void {
    if (move === 'deliver') this.deliver(1 + (pick % 3));
    else if (move === 'skip') this.sent = Math.min(this.server.log.length, this.sent + 1);
    else if (move === 'again') {
      const old = this.server.log[pick % Math.max(1, this.sent)];
      if (old && old.number <= this.sent) this.put(this.frame(old));
    } else if (move === 'unload') this.put({ kind: 'unloaded', channel: C, most: pick % 4 });
    else if (move === 'trim') {
      this.put({ kind: 'trimmed', channel: C, side: pick % 2 === 0 ? 'later' : 'earlier', most: 1 + (pick % 5) });
    } else if (move === 'ask') this.ask(pick);
    else if (move === 'answer') this.asked.splice(pick % Math.max(1, this.asked.length), 1)[0]?.();
    else if (move === 'reset') {
      this.sent = this.head;
      this.put(this.frame({ kind: 'channel.reset', channel: C, number: this.head }));
    } else {
      const { readTs } = this.conversation.standing;
      this.put(this.frame(hello(standingAt(this.head, this.server.snapshots[this.head]!, readTs))));
      // The server goes on from where the client says it is.
      this.sent = this.conversation.number;
    }
  }
}

test('whatever the line does, the replica becomes what the log says; no message is there twice or out of order', () => {
  fc.assert(
    fc.property(steps, fc.nat({ max: 10 }), moves, (taken, start, moved) => {
      const server = serverOf(taken);
      const line = new Line(server, Math.min(start, server.log.length));
      for (const one of moved) line.move(one);
      line.finish();
      line.agrees();
      line.ask(2);
      line.finish();
      const { timeline, threads, standing, isStandingInDoubt, number } = line.conversation;
      const truth = server.now();
      assert.equal(number, server.log.length);
      assert.ok(timeline);
      const from = timeline.from;
      const expected = timelineOf(truth).filter(({ ts }) => from === undefined || compareTs(ts, from) >= 0);
      assert.deepEqual(ordered(timeline.messages), ordered(expected));
      for (const [root, thread] of threads) {
        const whole = threadOf(truth, root).filter(({ ts }) => ts !== root);
        const start = thread.replies.from;
        const replies = whole.filter(({ ts }) => start === undefined || compareTs(ts, start) >= 0);
        assert.deepEqual(ordered(thread.replies.messages), ordered(replies));
        assert.deepEqual(ordered([thread.root!]), ordered([truth.get(root)!]));
      }
      if (isStandingInDoubt) return;
      const { unread, mentions, readTs } = standing;
      assert.deepEqual({ unread, mentions }, recount(truth, readTs));
    }),
    { numRuns: 500 },
  );
});

test('of a conversation that nobody looks at any more little is kept, wherever one read in it', () => {
  const messages = Array.from(
    { length: 600 },
    (_, at): Message => ({
      ...{ channel: C, ts: tsOf(at + 1), author: ME, text: 'one of many', inTimeline: true, replyCount: 0 },
      ...{ reactions: [], clientId: String(at) },
    }),
  );
  const page: Input = {
    ...{ kind: 'timeline', channel: C, at: { epoch: 0, number: 0 } },
    loaded: { kind: 'latest', page: { messages, more: true } },
  };
  const start = [{ kind: 'frame', frame: hello(standingAt(0, new Map())), at: 0 }, page] as Input[];
  const kept = (...more: readonly Input[]) => {
    const state = [...start, ...more, { kind: 'unloaded', channel: C, most: 100 } as Input].reduce(reduce, emptyState);
    return state.conversations.get(C)?.timeline;
  };
  assert.equal(kept()?.messages.length, 100, 'at the end');
  assert.equal(kept({ kind: 'trimmed', channel: C, side: 'later', most: 500 }), undefined, 'far in the past');
  assert.equal(kept({ kind: 'trimmed', channel: C, side: 'later', most: 60 })?.messages.length, 60, 'around a place');
});

test('the answer to a post and its event may come in any order; the row is there once, or not at all', () => {
  const message: Message = {
    channel: C,
    ts: tsOf(1),
    author: ME,
    text: 'mine',
    inTimeline: true,
    replyCount: 0,
    reactions: [],
    clientId: 'a',
  };
  const event: ChannelEvent = { kind: 'message.posted', channel: C, number: 1, at: '', ts: message.ts, message };
  const pending = (state: 'waiting' | 'sending' | 'failed' | 'sent'): Input => ({
    kind: 'pending',
    post: {
      clientId: 'a',
      channel: C,
      text: 'mine',
      files: [],
      writtenAt: 0,
      state,
      ...(state === 'sent' ? { ts: message.ts } : {}),
    },
  });
  const frame: Input = { kind: 'frame', frame: event, at: 0 };
  const start = [{ kind: 'frame', frame: hello(standingAt(0, new Map())), at: 0 }] as Input[];
  const orders = [
    [pending('waiting'), pending('sending'), pending('sent'), frame],
    [pending('waiting'), pending('sending'), frame, pending('sent')],
    [pending('waiting'), pending('sending'), frame, pending('failed')],
    [frame, pending('waiting'), pending('sending'), pending('sent')],
  ];
  for (const order of orders) {
    const state = [...start, ...order].reduce(reduce, emptyState);
    assert.deepEqual(state.conversations.get(C)?.pending, []);
  }
});
