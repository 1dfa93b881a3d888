import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Standing } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { messagesAt, showStanding } from '../channel-log/channel-log.ts';
import { noSuchChannel, ownChannel } from '../channels/channels.ts';
import { noSuchMessage } from '../messages/messages.ts';
import { lockMarker, moveMarker, standingOf, standingsOf } from './read-markers.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's other devices. */
    'marker.moved': { readonly member: MemberId; readonly json: string };
  }
}

export const onlyInThread = problem(
  'read-markers/only-in-thread',
  409,
  'This reply stands in its thread alone. Mark the thread instead.',
);

/**
 * Everything up to `ts` is read, everything after it is not, except what the member wrote; the marker may also move
 * back. A `ts` after the last message means the last message.
 */
export async function markRead(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<Standing> {
  if (!(await lockMarker(work.sql, id, actor.member))) throw noSuchChannel();
  await moveMarker(work.sql, id, actor.member, ts);
  const row = await standingOf(work.sql, id, actor.member);
  if (!row) throw new Error('A member has no standing in a channel that it is in.');
  const standing = showStanding(row, row);
  work.emit({ kind: 'marker.moved', member: actor.member, json: JSON.stringify({ kind: 'marker.moved', standing }) });
  return standing;
}

/** This message and what follows it are unread again, except what the member wrote itself. */
export async function markUnread(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<Standing> {
  const channel = await ownChannel(work, actor, id);
  const [message] = await messagesAt(work.sql, [{ channel: channel.id, ts }]);
  if (!message || message.deleted_at) throw noSuchMessage();
  if (!message.in_timeline) throw onlyInThread();
  return await markRead(work, actor, id, (ts - 1) as Ts);
}

/** What is unread in every conversation of the actor. */
export async function myStandings(work: Work, actor: Actor): Promise<Standing[]> {
  const rows = await standingsOf(work.sql, actor.member, limits.channels.perMemberMax);
  return rows.map((row) => showStanding(row, row));
}
