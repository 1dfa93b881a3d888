/**
 * One conversation as its log makes it. Events are applied by number: what came before is known already, what comes
 * after a hole is held until the hole is filled. A page may be older than the events that came while it was under way;
 * these are kept meanwhile and applied to it again, which changes nothing where the page had them: an event carries
 * what it is about as a whole.
 */
import type { Channel, ChannelEvent, Message, Standing } from '#contract/workspace.ts';
import type { Conversation, Stretch, Thread } from './state.ts';
import { appended, around, latest, messageIn, type Page, prepended, withChanged, withMessage } from './stretch.ts';
import { counted, type Self } from './unread.ts';

export const newConversation = (channel: Channel, standing: Standing): Conversation => ({
  channel,
  standing,
  isStandingInDoubt: false,
  number: standing.number,
  epoch: 0,
  timeline: undefined,
  threads: new Map(),
  pending: [],
  held: [],
  loads: 0,
  recent: [],
  pinsNumber: 0,
  bookmarksNumber: 0,
  membersNumber: 0,
});

/** Something of it is loaded, so that it has to follow its log without a hole. */
export const isLoaded = ({ timeline, threads, loads }: Conversation): boolean =>
  timeline !== undefined || threads.size > 0 || loads > 0;

/** Everything is to be loaded anew; events follow after `number`. What was sent stands in the log. */
export const emptied = (conversation: Conversation, number: number): Conversation => ({
  ...conversation,
  number,
  epoch: conversation.epoch + 1,
  timeline: undefined,
  threads: new Map(),
  pending: conversation.pending.filter(({ state }) => state !== 'sent'),
  held: [],
  loads: 0,
  recent: [],
});

/** With the event, if it is the next one; held, if one before it is missing. */
export function withEvent(conversation: Conversation, event: ChannelEvent, self: Self): Conversation {
  if (event.number <= conversation.number) return conversation;
  if (event.number > conversation.number + 1) return holding(conversation, event);
  let next = applied(conversation, event, self);
  while (next.held[0] && next.held[0].number <= next.number + 1) {
    const [first, ...held] = next.held as [ChannelEvent, ...ChannelEvent[]];
    next = { ...next, held };
    if (first.number === next.number + 1) next = applied(next, first, self);
  }
  return next;
}

function holding(conversation: Conversation, event: ChannelEvent): Conversation {
  const at = conversation.held.findIndex(({ number }) => number >= event.number);
  if (at === -1) return { ...conversation, held: [...conversation.held, event] };
  if (conversation.held[at]?.number === event.number) return conversation;
  return { ...conversation, held: conversation.held.toSpliced(at, 0, event) };
}

function applied(conversation: Conversation, event: ChannelEvent, self: Self): Conversation {
  const { channel, message, number, kind } = { ...event, channel: event.conversation ?? conversation.channel };
  const known = message && knownMessage(conversation, message);
  const isDirect = channel.kind === 'direct' || channel.kind === 'group';
  const { standing, isInDoubt } = counted(conversation.standing, event, self, { known, isDirect });
  return {
    ...conversation,
    channel,
    number,
    standing,
    isStandingInDoubt: conversation.isStandingInDoubt || isInDoubt,
    timeline: conversation.timeline && timelineWith(conversation.timeline, event),
    threads: threadsWith(conversation.threads, event),
    pending: withoutPosted(conversation.pending, message ? [message] : []),
    recent: conversation.loads > 0 ? [...conversation.recent, event] : conversation.recent,
    pinsNumber: kind.startsWith('pin.') ? number : conversation.pinsNumber,
    bookmarksNumber: kind === 'bookmarks.changed' ? number : conversation.bookmarksNumber,
    membersNumber: kind.startsWith('member.') ? number : conversation.membersNumber,
  };
}

const knownMessage = ({ timeline, threads }: Conversation, { ts, threadTs }: Message): Message | undefined =>
  messageIn(timeline?.messages ?? [], ts) ?? messageIn(threads.get(threadTs ?? ts)?.replies.messages ?? [], ts);

/** What the log or a page shows needs no pending row any more. */
export function withoutPosted(
  pending: Conversation['pending'],
  messages: readonly Pick<Message, 'clientId'>[],
): Conversation['pending'] {
  if (pending.length === 0) return pending;
  const told = new Set(messages.map(({ clientId }) => clientId));
  const left = pending.filter(({ clientId }) => !told.has(clientId));
  return left.length === pending.length ? pending : left;
}

/** A deleted message stays where it still holds a thread. */
const isInTimeline = ({ inTimeline, deletedAt, replyCount }: Message): boolean =>
  inTimeline && (deletedAt === undefined || replyCount > 0);

export function timelineWith(timeline: Stretch, event: ChannelEvent): Stretch {
  const { message, thread, ts } = event;
  let next = timeline;
  if (message) next = withMessage(next, message, isInTimeline(message));
  if (thread) {
    const { ts: root } = thread;
    next = withChanged(next, root, (first) => {
      const changed = withCounts(first, thread);
      return isInTimeline(changed) ? changed : undefined;
    });
  }
  return isReaction(event) && ts !== undefined ? withChanged(next, ts, (one) => withReaction(one, event)) : next;
}

function threadsWith(threads: Conversation['threads'], event: ChannelEvent): Conversation['threads'] {
  if (threads.size === 0) return threads;
  let next: Map<string, Thread> | undefined;
  for (const [ts, thread] of threads) {
    const changed = threadWith(ts, thread, event);
    if (changed === thread) continue;
    next ??= new Map(threads);
    next.set(ts, changed);
  }
  return next ?? threads;
}

export function threadWith(root: string, thread: Thread, event: ChannelEvent): Thread {
  const { message } = event;
  let { root: first, replies } = thread;
  if (message?.ts === root) first = message;
  else if (message?.threadTs === root) replies = withMessage(replies, message, message.deletedAt === undefined);
  if (event.thread?.ts === root && first) first = withCounts(first, event.thread);
  if (isReaction(event)) {
    if (event.ts === root) first = first && withReaction(first, event);
    else if (event.ts !== undefined) replies = withChanged(replies, event.ts, (one) => withReaction(one, event));
  }
  return first === thread.root && replies === thread.replies ? thread : { root: first, replies };
}

function withCounts(root: Message, { replyCount, lastReplyTs }: NonNullable<ChannelEvent['thread']>): Message {
  const { lastReplyTs: _, ...rest } = root;
  return { ...rest, replyCount, ...(lastReplyTs === undefined ? {} : { lastReplyTs }) };
}

const isReaction = ({ kind }: ChannelEvent): boolean => kind === 'reaction.added' || kind === 'reaction.removed';

function withReaction(message: Message, { kind, emoji, actor }: ChannelEvent): Message {
  if (emoji === undefined || actor === undefined) return message;
  const isAdded = kind === 'reaction.added';
  const at = message.reactions.findIndex((reaction) => reaction.emoji === emoji);
  const members = message.reactions[at]?.members ?? [];
  if (members.includes(actor) === isAdded) return message;
  const changed = isAdded ? [...members, actor] : members.filter((member) => member !== actor);
  const reaction = changed.length > 0 ? [{ emoji, members: changed }] : [];
  return {
    ...message,
    reactions: at === -1 ? [...message.reactions, ...reaction] : message.reactions.toSpliced(at, 1, ...reaction),
  };
}

/** What was asked for and has come. `boundary`: the ts before or after which it was asked for. */
export type Loaded =
  | { readonly kind: 'latest'; readonly page: Page }
  | { readonly kind: 'around'; readonly before: Page; readonly after: Page }
  | { readonly kind: 'earlier' | 'later'; readonly boundary: string; readonly page: Page };

/** When a page was asked for: what had been applied by then. */
export interface AskedAt {
  readonly epoch: number;
  readonly number: number;
}

export const asking = (conversation: Conversation): Conversation => ({
  ...conversation,
  loads: conversation.loads + 1,
});

/** A page came, or failed to: nothing has to be kept for it any more. */
export function asked(conversation: Conversation, { epoch }: AskedAt): Conversation {
  if (epoch !== conversation.epoch) return conversation;
  const loads = Math.max(0, conversation.loads - 1);
  return { ...conversation, loads, recent: loads === 0 ? [] : conversation.recent };
}

const since = ({ recent }: Conversation, { number }: AskedAt): readonly ChannelEvent[] =>
  recent.filter((event) => event.number > number);

function joined(stretch: Stretch | undefined, loaded: Loaded): Stretch | undefined {
  if (loaded.kind === 'latest') return latest(loaded.page);
  if (loaded.kind === 'around') return around(loaded.before, loaded.after);
  if (!stretch) return undefined;
  const join = loaded.kind === 'earlier' ? prepended : appended;
  return join(stretch, loaded.boundary, loaded.page);
}

const messagesOf = (loaded: Loaded): readonly Message[] =>
  loaded.kind === 'around' ? [...loaded.before.messages, ...loaded.after.messages] : loaded.page.messages;

export function withTimelinePage(conversation: Conversation, at: AskedAt, loaded: Loaded): Conversation {
  if (at.epoch !== conversation.epoch) return conversation;
  const joint = joined(conversation.timeline, loaded);
  const timeline = joint && since(conversation, at).reduce(timelineWith, joint);
  const pending = withoutPosted(conversation.pending, messagesOf(loaded));
  return { ...conversation, timeline, pending };
}

/** `first`: the thread's first message where it is not in the page. */
export function withThreadPage(
  conversation: Conversation,
  at: AskedAt,
  { ts, loaded, first }: { readonly ts: string; readonly loaded: Loaded; readonly first?: Message | undefined },
): Conversation {
  if (at.epoch !== conversation.epoch) return conversation;
  const there = conversation.threads.get(ts);
  const joint = joined(there?.replies, loaded);
  if (!joint) return conversation;
  const root = messageIn(joint.messages, ts) ?? first ?? there?.root;
  const replies = { ...joint, messages: joint.messages.filter((message) => message.ts !== ts) };
  const thread = since(conversation, at).reduce<Thread>((one, event) => threadWith(ts, one, event), { root, replies });
  const pending = withoutPosted(conversation.pending, messagesOf(loaded));
  return { ...conversation, threads: new Map(conversation.threads).set(ts, thread), pending };
}
