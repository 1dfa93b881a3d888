/** From one state to the next: a pure function of everything that can happen to the client. */
import type { Static } from 'typebox';
import type { Me, Member } from '#contract/identity.ts';
import type { SavedItem } from '#contract/kept-aside.ts';
import type { ServerFrame } from '#contract/stream.ts';
import type { ThreadStanding } from '#contract/threads.ts';
import type { Reminder, ScheduledMessage } from '#contract/time.ts';
import type { UserGroup } from '#contract/user-groups.ts';
import type { EmojiList } from '#contract/vocabulary.ts';
import type { ChannelEvent, Message, Standing } from '#contract/workspace.ts';
import {
  type AskedAt,
  asked,
  asking,
  emptied,
  type Loaded,
  withEvent,
  withThreadPage,
  withTimelinePage,
} from './conversation.ts';
import { type Copy, withCopy } from './copy.ts';
import { withFrame } from './frames.ts';
import { withFollowedThreads, withStanding, withThreadStanding } from './standings.ts';
import {
  type Connection,
  type Conversation,
  compareTs,
  hasLater,
  type PendingPost,
  placeKey,
  type State,
} from './state.ts';
import { shortened, trimmed } from './stretch.ts';
import { threadAfter } from './unread.ts';

export type Frame = Static<typeof ServerFrame> | ChannelEvent;

/** Everything that changes what the client knows. `at`: milliseconds of this device. */
export type Input =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'frame'; readonly frame: Frame; readonly at: number }
  | { readonly kind: 'asking'; readonly channel: string }
  | { readonly kind: 'asked'; readonly channel: string; readonly at: AskedAt }
  | { readonly kind: 'timeline'; readonly channel: string; readonly at: AskedAt; readonly loaded: Loaded }
  | {
      readonly kind: 'thread';
      readonly channel: string;
      readonly ts: string;
      readonly at: AskedAt;
      readonly loaded: Loaded;
      readonly first?: Message | undefined;
    }
  | { readonly kind: 'events'; readonly events: readonly ChannelEvent[] }
  | { readonly kind: 'unloaded'; readonly channel: string; readonly most: number }
  | {
      readonly kind: 'trimmed';
      readonly channel: string;
      readonly side: 'earlier' | 'later';
      readonly most: number;
    }
  | { readonly kind: 'pending'; readonly post: PendingPost }
  | { readonly kind: 'discarded'; readonly channel: string; readonly clientId: string }
  | { readonly kind: 'standings'; readonly standings: readonly Standing[] }
  | { readonly kind: 'thread-standings'; readonly standings: readonly ThreadStanding[]; readonly isAll: boolean }
  | { readonly kind: 'thread-standing'; readonly standing: ThreadStanding }
  | { readonly kind: 'restored'; readonly copy: Copy }
  | { readonly kind: 'kept-offline'; readonly isKept: boolean }
  | { readonly kind: 'me'; readonly me: Static<typeof Me> }
  | { readonly kind: 'members'; readonly members: readonly Member[] }
  | { readonly kind: 'user-groups'; readonly groups: readonly UserGroup[] }
  | { readonly kind: 'emoji'; readonly emoji: EmojiList }
  | { readonly kind: 'reminders'; readonly reminders: readonly Reminder[] }
  | { readonly kind: 'scheduled'; readonly scheduled: readonly ScheduledMessage[] }
  | { readonly kind: 'saved'; readonly items: readonly Pick<SavedItem, 'channel' | 'ts' | 'state'>[] }
  | {
      readonly kind: 'draft';
      readonly channel: string;
      readonly threadTs: string | undefined;
      readonly isThere: boolean;
      readonly isRewritten: boolean;
    }
  | { readonly kind: 'sidebar-wish'; readonly order: State['sidebarWish'] }
  | { readonly kind: 'time'; readonly at: number };

const isEvent = (frame: Frame): frame is ChannelEvent => 'at' in frame;

export function reduce(state: State, input: Input): State {
  switch (input.kind) {
    case 'connection':
      return { ...state, connection: input.connection };
    case 'frame':
      if (!isEvent(input.frame)) return withFrame(state, input.frame, input.at);
      return withChannelEvent(state, input.frame);
    case 'events':
      return input.events.reduce(withChannelEvent, state);
    case 'asking':
      return changed(state, input.channel, asking);
    case 'asked':
      return changed(state, input.channel, (one) => asked(one, input.at));
    case 'timeline':
      return changed(state, input.channel, (one) => withTimelinePage(one, input.at, input.loaded));
    case 'thread':
      return changed(state, input.channel, (one) => withThreadPage(one, input.at, input));
    case 'unloaded':
      return changed(state, input.channel, (one) => unloaded(one, input.most));
    case 'trimmed':
      return changed(state, input.channel, (one) => {
        const timeline = one.timeline && trimmed(one.timeline, input.side, input.most);
        return timeline === one.timeline ? one : { ...one, timeline };
      });
    case 'pending':
      return changed(state, input.post.channel, (one) => withPending(one, input.post));
    case 'discarded':
      return changed(state, input.channel, (one) => ({
        ...one,
        pending: one.pending.filter(({ clientId }) => clientId !== input.clientId),
      }));
    case 'standings':
      return input.standings.reduce(withStanding, state);
    case 'thread-standings':
      return withFollowedThreads(state, input.standings, input.isAll);
    case 'thread-standing':
      return withThreadStanding(state, input.standing);
    default:
      return withLists(state, input);
  }
}

type ListInput = Exclude<
  Input,
  | { kind: 'connection' | 'frame' | 'events' | 'asking' | 'asked' | 'timeline' | 'thread' }
  | { kind: 'unloaded' | 'trimmed' | 'pending' | 'discarded' | 'standings' | 'thread-standings' | 'thread-standing' }
>;

function withLists(state: State, input: ListInput): State {
  switch (input.kind) {
    case 'me':
      return {
        ...state,
        team: input.me.team,
        me: input.me.member.id,
        permissions: input.me.permissions,
        members: new Map(state.members).set(input.me.member.id, input.me.member),
      };
    case 'restored':
      return withCopy(state, input.copy);
    case 'kept-offline':
      return state.isKeptOffline === input.isKept ? state : { ...state, isKeptOffline: input.isKept };
    case 'members':
      return { ...state, members: withAll(state.members, input.members, ({ id }) => id) };
    case 'user-groups':
      return { ...state, userGroups: withAll(state.userGroups, input.groups, ({ id }) => id) };
    case 'emoji':
      return { ...state, emoji: input.emoji };
    case 'reminders': {
      const reminders = input.reminders.filter((one) => one.state === 'due').length;
      return { ...state, reminders: input.reminders, waiting: { ...state.waiting, reminders } };
    }
    case 'scheduled': {
      const failedMessages = input.scheduled.filter((one) => one.state === 'failed').length;
      return { ...state, scheduled: input.scheduled, waiting: { ...state.waiting, failedMessages } };
    }
    case 'saved': {
      const saved = new Map(state.saved);
      for (const { channel, ts, state: how } of input.items) saved.set(placeKey(channel, ts), how as 'to-do');
      return { ...state, saved };
    }
    case 'draft':
      return withDraft(state, input);
    case 'sidebar-wish':
      return state.sidebarWish === input.order ? state : { ...state, sidebarWish: input.order };
    case 'time':
      return { ...state, typing: stillTyping(state.typing, input.at) };
  }
}

function withDraft(
  state: State,
  { channel, threadTs, isThere, isRewritten }: Extract<Input, { kind: 'draft' }>,
): State {
  const key = placeKey(channel, threadTs);
  const known = state.drafts.get(key);
  if ((known !== undefined) === isThere && !isRewritten) return state;
  const drafts = new Map(state.drafts);
  const rewritten = (known?.rewritten ?? 0) + (isRewritten ? 1 : 0);
  if (isThere) drafts.set(key, { channel, threadTs, version: known?.version ?? 0, rewritten });
  else drafts.delete(key);
  return { ...state, drafts };
}

function withAll<T>(map: ReadonlyMap<string, T>, items: readonly T[], keyOf: (item: T) => string) {
  if (items.length === 0) return map;
  const next = new Map(map);
  for (const item of items) next.set(keyOf(item), item);
  return next;
}

function changed(state: State, channel: string, change: (conversation: Conversation) => Conversation): State {
  const conversation = state.conversations.get(channel);
  if (!conversation) return state;
  const next = change(conversation);
  if (next === conversation) return state;
  return { ...state, conversations: new Map(state.conversations).set(channel, next) };
}

function withChannelEvent(state: State, event: ChannelEvent): State {
  if (event.kind === 'member.left' && event.member === state.me) return without(state, event);
  let next = changed(state, event.channel, (one) => withEvent(one, event, state));
  const { message } = event;
  if (next === state || !message || event.kind !== 'message.posted') return next;
  next = { ...next, typing: withoutTypist(next.typing, message) };
  const standing = message.threadTs && next.threadStandings.get(placeKey(event.channel, message.threadTs));
  return standing ? withThreadStanding(next, threadAfter(standing, event, next)) : next;
}

/** Whoever is taken out of a conversation hears this last event of it. */
function without(state: State, { channel, number }: ChannelEvent): State {
  const conversation = state.conversations.get(channel);
  if (!conversation || number <= conversation.number) return state;
  const conversations = new Map(state.conversations);
  conversations.delete(channel);
  return { ...state, conversations };
}

/**
 * A post begins as `waiting`. What is heard of it after the log has told it changes nothing: the answer to a post and
 * its event may come in any order.
 */
function withPending(conversation: Conversation, post: PendingPost): Conversation {
  const { pending, standing } = conversation;
  const at = pending.findIndex(({ clientId }) => clientId === post.clientId);
  if (at === -1) return post.state === 'waiting' ? { ...conversation, pending: [...pending, post] } : conversation;
  const isTold = post.ts !== undefined && standing.lastTs !== undefined && compareTs(post.ts, standing.lastTs) <= 0;
  return { ...conversation, pending: isTold ? pending.toSpliced(at, 1) : pending.with(at, post) };
}

/**
 * Kept short while nobody looks at it; let go of altogether with `most` of 0. So is a long stretch of the past: its
 * last messages are not where one read, and what one comes back to is loaded around its place.
 */
function unloaded(conversation: Conversation, most: number): Conversation {
  const { timeline } = conversation;
  const isLongPast = timeline !== undefined && hasLater(timeline) && timeline.messages.length > most;
  if (most === 0 || isLongPast) {
    return { ...emptied(conversation, conversation.number), pending: conversation.pending };
  }
  return { ...conversation, timeline: timeline && shortened(timeline, most), threads: new Map() };
}

function withoutTypist(typing: State['typing'], { channel, threadTs, author }: Message): State['typing'] {
  const key = placeKey(channel, threadTs);
  const typists = typing.get(key);
  if (!typists?.some(({ member }) => member === author)) return typing;
  const left = typists.filter(({ member }) => member !== author);
  const next = new Map(typing);
  if (left.length > 0) next.set(key, left);
  else next.delete(key);
  return next;
}

function stillTyping(typing: State['typing'], at: number): State['typing'] {
  let next: Map<string, NonNullable<ReturnType<State['typing']['get']>>> | undefined;
  for (const [key, typists] of typing) {
    const left = typists.filter(({ until }) => until > at);
    if (left.length === typists.length) continue;
    next ??= new Map(typing);
    if (left.length > 0) next.set(key, left);
    else next.delete(key);
  }
  return next ?? typing;
}
