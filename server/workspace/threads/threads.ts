/** Who follows which thread, and up to where it is read. The messages of a thread are those of its channel. */
import { type ChannelId, type MemberId, publicId, publicTs, type TeamId, type Ts } from '#contract/ids.ts';
import { type FollowedThread, publicThreadPlace, type ThreadPlace, type ThreadStanding } from '#contract/threads.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  type MessageRow,
  messagesAt,
  publicChannelId,
  showMessages,
} from '../channel-log/channel-log.ts';
import { channelsByIds, ownChannel } from '../channels/channels.ts';
import {
  countUnreadThreads,
  type FollowRow,
  followedThreads,
  followOf,
  type Interest,
  insertInterests,
  moveThreadMarker,
  setFollowing,
} from './threads.sql.ts';

export type { Interest } from './threads.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices. */
    'thread.standing': { readonly member: MemberId; readonly json: string };
  }
}

export const noThreadHere = problem(
  'threads/no-such-thread',
  404,
  'There is no message here that could be answered. It may have been deleted.',
);
export const notFollowed = problem('threads/not-followed', 409, 'You do not follow this thread. Follow it first.');

/**
 * Lets those follow a thread who began it, were named in it or took part in it, and tells them. One statement for all
 * replies of a group; the channels are locked. Whoever ended it follows again by taking part alone.
 */
export async function followThreads(
  work: Work,
  team: TeamId,
  channels: ReadonlyMap<ChannelId, { readonly row: ChannelRow }>,
  interests: readonly Interest[],
): Promise<void> {
  if (interests.length === 0) return;
  for (const begun of await insertInterests(work.sql, team, interests)) {
    const channel = channels.get(begun.channel_id);
    if (!channel) throw new Error('A thread is followed in a channel that was not read with it.');
    // What is unread shows by the very replies that made it followed.
    tell(work, begun.member_id, showStanding(channel.row, { ...begun, following: true, unread: 0 }));
  }
}

/** The interests in one thread that a reply gives rise to, each member once, own part first. */
export function interestsIn(
  root: Pick<MessageRow, 'channel_id' | 'ts' | 'author_id'>,
  reply: { readonly ts: Ts; readonly author: MemberId; readonly named: readonly MemberId[] },
): Interest[] {
  const base = { channel: root.channel_id, thread: root.ts };
  const before = (reply.ts - 1) as Ts;
  const of = new Map<MemberId, Interest>();
  for (const member of reply.named) of.set(member, { ...base, member, tookPart: false, readTs: before });
  of.set(root.author_id, { ...base, member: root.author_id, tookPart: false, readTs: before });
  of.set(reply.author, { ...base, member: reply.author, tookPart: true, readTs: reply.ts });
  return [...of.values()];
}

/** Of several replies of a group in one thread, each member's interest once: its own part if there is one. */
export function mergedInterests(interests: readonly Interest[]): Interest[] {
  const merged = new Map<string, Interest>();
  for (const interest of interests) {
    const key = `${interest.channel}/${interest.thread}/${interest.member}`;
    const earlier = merged.get(key);
    if (!earlier || interest.tookPart) merged.set(key, interest);
  }
  return [...merged.values()];
}

export async function followThread(work: Work, actor: Actor, id: ChannelId, thread: Ts): Promise<ThreadStanding> {
  return await setFollowed(work, actor, id, thread, true);
}

export async function unfollowThread(work: Work, actor: Actor, id: ChannelId, thread: Ts): Promise<ThreadStanding> {
  return await setFollowed(work, actor, id, thread, false);
}

async function setFollowed(
  work: Work,
  actor: Actor,
  id: ChannelId,
  thread: Ts,
  following: boolean,
): Promise<ThreadStanding> {
  const { channel, root } = await openThread(work, actor, id, thread);
  const readTs = root.last_reply_ts ?? root.ts;
  const row = { channel: id, thread, member: actor.member, following, readTs };
  const hasChanged = await setFollowing(work.sql, actor.team, row);
  const standing = showStanding(channel, await requireFollow(work, actor, id, thread));
  if (hasChanged) tell(work, actor.member, standing);
  return standing;
}

/** Everything in the thread up to `ts` is read, everything after it is not; the marker may also move back. */
export async function markThreadRead(
  work: Work,
  actor: Actor,
  id: ChannelId,
  thread: Ts,
  ts: Ts,
): Promise<ThreadStanding> {
  const { channel, root } = await openThread(work, actor, id, thread);
  const readTs = Math.min(ts, root.last_reply_ts ?? root.ts) as Ts;
  const isFollowed = await moveThreadMarker(work.sql, { channel: id, thread, member: actor.member, readTs });
  if (!isFollowed) throw notFollowed();
  const standing = showStanding(channel, await requireFollow(work, actor, id, thread));
  tell(work, actor.member, standing);
  return standing;
}

/** Where the actor stands in one thread. */
export async function threadStanding(work: Work, actor: Actor, id: ChannelId, thread: Ts): Promise<ThreadStanding> {
  const { channel, root } = await openThread(work, actor, id, thread);
  const row = await followOf(work.sql, id, thread, actor.member);
  const never = { channel_id: id, thread_ts: thread, following: false, read_ts: root.ts, unread: 0 };
  return showStanding(channel, row ?? never);
}

/** One page of the threads that the actor follows, in the channels it is in. */
export async function myThreads(
  work: Work,
  actor: Actor,
  after: ThreadPlace | undefined,
  limit: number,
): Promise<{ threads: FollowedThread[]; next?: string }> {
  const rows = await followedThreads(work.sql, actor.member, after, limit);
  const channels = new Map<ChannelId, ChannelRow>();
  for (const row of await channelsByIds(work.sql, [...new Set(rows.map((follow) => follow.channel_id))])) {
    channels.set(row.id, row);
  }
  const places = rows.map((row) => ({ channel: row.channel_id, ts: row.thread_ts }));
  const stored = new Map((await messagesAt(work.sql, places)).map((row) => [keyOf(row.channel_id, row.ts), row]));
  const roots = rows.map((row) => stored.get(keyOf(row.channel_id, row.thread_ts)) ?? lost());
  const shown = await showMessages(work, channels, roots);
  const threads = rows.map((row, at): FollowedThread => {
    const channel = channels.get(row.channel_id) ?? lost();
    return { root: shown[at] ?? lost(), standing: showStanding(channel, row) };
  });
  const last = rows.at(-1);
  if (!last || rows.length < limit) return { threads };
  const place = { isUnread: last.last_ts > last.read_ts, lastTs: last.last_ts, channel: last.channel_id };
  return { threads, next: publicThreadPlace(place) };
}

/** In how many followed threads there is something unread; beyond the bound it stays at the bound. */
export const unreadThreads = (work: Work, member: MemberId): Promise<number> =>
  countUnreadThreads(work.sql, member, limits.threads.unreadShownMax);

/** The first message of a thread, also a deleted one that still holds it. */
async function openThread(
  work: Work,
  actor: Actor,
  id: ChannelId,
  thread: Ts,
): Promise<{ channel: ChannelRow; root: MessageRow }> {
  const channel = await ownChannel(work, actor, id);
  const [root] = await messagesAt(work.sql, [{ channel: id, ts: thread }]);
  if (!root || root.thread_ts !== null || (root.deleted_at && root.reply_count === 0)) throw noThreadHere();
  return { channel, root };
}

async function requireFollow(work: Work, actor: Actor, id: ChannelId, thread: Ts): Promise<FollowRow> {
  const row = await followOf(work.sql, id, thread, actor.member);
  if (!row) throw new Error('A thread has no standing right after it was given one.');
  return row;
}

const showStanding = (channel: ChannelRow, row: Omit<FollowRow, 'channel_id'>): ThreadStanding => ({
  channel: publicChannelId(channel),
  threadTs: publicTs(row.thread_ts),
  following: row.following,
  readTs: publicTs(row.read_ts),
  unread: row.following ? row.unread : 0,
});

const tell = (work: Work, member: MemberId, standing: ThreadStanding): void =>
  work.emit({ kind: 'thread.standing', member, json: JSON.stringify({ kind: 'thread.standing', standing }) });

const keyOf = (channel: ChannelId, ts: Ts): string => `${publicId('C', channel)}/${ts}`;
const lost = (): never => {
  throw new Error('A followed thread has lost its channel or its first message.');
};
