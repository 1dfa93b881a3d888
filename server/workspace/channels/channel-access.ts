/** Which channels exist for whom, and who may do what to one: judgements that all else in a channel asks for. */
import type { ChannelId } from '#contract/ids.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';
import { channelById, lockChannel, readableIds } from './channels.sql.ts';
import { isInChannel } from './memberships.sql.ts';

export const noSuchChannel = problem(
  'channels/no-such-channel',
  404,
  'There is no such channel, or you are not in it.',
);
export const channelArchived = problem('channels/archived', 409, 'The channel is archived. Bring it back first.');
export const notForConversations = problem(
  'channels/not-for-conversations',
  409,
  'Direct and group conversations have no name, topic or membership to change. Open a channel instead.',
);
export const notYours = problem(
  'channels/not-yours',
  403,
  'Only the one who created the channel or an admin may do this.',
);

/** A channel that the actor may read: one's own, or a public one for those who may browse. */
export async function readableChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await channelById(work.sql, channel);
  if (row?.kind === 'public' && allows(actor, 'channels.browse')) return row;
  if (!row || !(await isInChannel(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** A channel that the actor is in, also one that is public. */
export async function ownChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await channelById(work.sql, channel);
  if (!row || !(await isInChannel(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** The actor's channel with its row locked: the log may be appended to. Any other does not exist for the actor. */
export async function lockOwnChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await lockChannel(work.sql, channel);
  if (!row || !(await isInChannel(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** As `lockOwnChannel`, for what an archived channel does not take. */
export async function lockOpenChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await lockOwnChannel(work, actor, channel);
  if (row.archived_at) throw channelArchived();
  return row;
}

/** Those of the channels that the actor may read. */
export async function readableAmong(
  work: Work,
  actor: Actor,
  channels: readonly ChannelId[],
): Promise<ReadonlySet<ChannelId>> {
  const asked = [...new Set(channels)];
  if (asked.length === 0) return new Set();
  return new Set(await readableIds(work.sql, actor.member, allows(actor, 'channels.browse'), asked));
}

/** A channel for those who already know that it may be read. */
export const channelByIdOf = (work: Work, channel: ChannelId): Promise<ChannelRow | undefined> =>
  channelById(work.sql, channel);

/** A channel that this unit has made or locked, as it now is. */
export async function channelAsItIs(work: Work, channel: ChannelRow): Promise<ChannelRow> {
  const row = await channelById(work.sql, channel.id);
  if (!row) throw new Error('A locked channel is gone.');
  return row;
}

export function refuseConversation(channel: ChannelRow): void {
  if (channel.kind === 'direct' || channel.kind === 'group') throw notForConversations();
}

/** Whoever created a channel keeps it, unless that person has become a guest since. */
export function refuseOthers(actor: Actor, channel: ChannelRow): void {
  const isCreator = channel.created_by === actor.member && allows(actor, 'channels.create');
  if (!isCreator && !allows(actor, 'channels.manage')) throw notYours();
}
