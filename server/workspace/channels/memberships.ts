/** Who is in a channel: coming, being brought, leaving, being removed. Each is an event of the channel's log. */

import type { Role } from '#contract/identity.ts';
import { type ChannelId, type MemberId, publicId } from '#contract/ids.ts';
import type { ChannelMember } from '#contract/workspace.ts';
import { type Actor, allows, auditName, isGuest } from '#identity/access/access.ts';
import { lockedMember, noSuchMember, requireMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  postNote,
  publicChannelId,
  recordInLog,
  showConversation,
} from '../channel-log/channel-log.ts';
import {
  channelArchived,
  channelAsItIs,
  lockOpenChannel,
  lockOwnChannel,
  noSuchChannel,
  notYours,
  readableChannel,
  refuseConversation,
  refuseOthers,
} from './channel-access.ts';
import { generalChannel, lockChannel } from './channels.sql.ts';
import {
  channelMembersAfter,
  countChannelsOf,
  crowdedMembers,
  deleteMembership,
  insertMemberships,
  isInChannel,
  shareChannel,
} from './memberships.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A member is now in a channel whose log stood at `asOf` just before. */
    'membership.began': {
      readonly address: string;
      readonly member: MemberId;
      readonly asOf: number;
      readonly json: string;
    };
  }
}

/** Those of the others with whom the member is in any conversation. */
export const meets = (work: Work, member: MemberId, others: readonly MemberId[]): Promise<MemberId[]> =>
  shareChannel(work.sql, member, others);

export const generalStays = problem(
  'channels/general-stays',
  409,
  'Everybody is in this channel; it cannot be left or archived.',
);
export const invitationNeeded = problem(
  'channels/invitation-needed',
  403,
  'Guests come into channels by invitation only.',
);
export const singleGuest = problem('channels/single-guest', 409, 'This guest may be in one channel only.');
export const tooManyChannels = problem<{ most: number }>(
  'channels/too-many',
  409,
  'Somebody is in as many conversations as one can be. Leave a channel first.',
);

/** Brings members into a locked channel; those who are in it already stay as they are. Returns who came. */
export async function addMembers(
  work: Work,
  channel: ChannelRow,
  members: readonly MemberId[],
  by: MemberId,
): Promise<MemberId[]> {
  const came = await insertMemberships(work.sql, await channelAsItIs(work, channel), members, work.now);
  const most = limits.channels.perMemberMax;
  if ((await crowdedMembers(work.sql, came, most)).length > 0) throw tooManyChannels({ most });
  for (const member of came) {
    const { seq: asOf } = await channelAsItIs(work, channel);
    const kind = member === by ? 'joined' : 'added';
    if (channel.name === null) await recordInLog(work, channel, { kind: 'member.joined', actor: by, member });
    else await postNote(work, channel, by, { kind, member: publicId('U', member) }, { kind: 'member.joined', member });
    const conversation = await showConversation(work, await channelAsItIs(work, channel));
    work.emit({
      kind: 'membership.began',
      address: publicChannelId(channel),
      member,
      asOf,
      json: JSON.stringify({ kind: 'channel.opened', conversation, number: asOf }),
    });
  }
  return came;
}

/** What a new member is in from the first moment: the general channel, or the channels a guest was invited to. */
export async function welcome(
  work: Work,
  member: { readonly id: MemberId; readonly role: Role },
  invitedTo: readonly ChannelId[],
): Promise<void> {
  const general = isForAll(member.role) ? await generalChannel(work.sql) : undefined;
  if (general) await addMembers(work, general, [member.id], member.id);
  for (const id of invitedTo.toSorted()) {
    const channel = await lockChannel(work.sql, id);
    // It may have been archived since the invitation was sent.
    if (channel && !channel.archived_at) await addMembers(work, channel, [member.id], member.id);
  }
}

/** Are these channels that the actor may invite somebody from outside into? */
export async function refuseForeignChannels(work: Work, actor: Actor, channels: readonly ChannelId[]): Promise<void> {
  for (const id of channels) {
    const channel = await readableChannel(work, actor, id);
    refuseConversation(channel);
    if (channel.archived_at) throw channelArchived();
  }
}

export async function joinChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockChannel(work.sql, id);
  if (!channel) throw noSuchChannel();
  if (await isInChannel(work.sql, id, actor.member)) return;
  if (channel.kind !== 'public') throw noSuchChannel();
  if (!allows(actor, 'channels.browse')) throw invitationNeeded();
  if (channel.archived_at) throw channelArchived();
  await addMembers(work, channel, [actor.member], actor.member);
  work.audit({ kind: 'channel.joined', actor: auditName(actor), object: `channel:${id}` });
}

export async function inviteToChannel(work: Work, actor: Actor, id: ChannelId, invited: MemberId): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  refuseConversation(channel);
  // Locked, so that of two invitations of a guest of one channel the second one sees the first.
  const member = await lockedMember(work, invited);
  if (!member || member.deactivated_at) throw noSuchMember();
  if (!allows(actor, 'channels.browse') || (isGuest(member.role) && !allows(actor, 'channels.manage')))
    throw notYours();
  if (await isInChannel(work.sql, id, invited)) return;
  if (member.role === 'single-guest' && (await countChannelsOf(work.sql, invited)) > 0) throw singleGuest();
  await addMembers(work, channel, [invited], actor.member);
  const details = { member: invited };
  work.audit({ kind: 'channel.member-added', actor: auditName(actor), object: `channel:${id}`, details });
}

export async function leaveChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  refuseConversation(channel);
  if (channel.general && isForAll(actor.role)) throw generalStays();
  await endMembership(work, channel, actor.member, actor.member, 'left');
  work.audit({ kind: 'channel.left', actor: auditName(actor), object: `channel:${id}` });
}

export async function removeFromChannel(work: Work, actor: Actor, id: ChannelId, member: MemberId): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  refuseConversation(channel);
  refuseOthers(actor, channel);
  if (!(await isInChannel(work.sql, id, member))) throw noSuchMember();
  const { role } = await requireMember(work, member);
  if (channel.general && isForAll(role)) throw generalStays();
  await endMembership(work, channel, member, actor.member, 'removed');
  const details = { member };
  work.audit({ kind: 'channel.member-removed', actor: auditName(actor), object: `channel:${id}`, details });
}

async function endMembership(
  work: Work,
  channel: ChannelRow,
  member: MemberId,
  by: MemberId,
  kind: 'left' | 'removed',
): Promise<void> {
  await deleteMembership(work.sql, channel.id, member);
  await postNote(work, channel, by, { kind, member: publicId('U', member) }, { kind: 'member.left', member });
}

export async function channelMembers(
  work: Work,
  actor: Actor,
  id: ChannelId,
  after: MemberId | undefined,
  limit: number,
): Promise<{ members: ChannelMember[]; next?: string }> {
  await readableChannel(work, actor, id);
  const rows = await channelMembersAfter(work.sql, id, after, limit);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    members: rows.map((row) => ({
      id: publicId('U', row.id),
      handle: row.handle,
      name: row.name,
      role: row.role,
      ...(row.deactivated_at ? { deactivatedAt: row.deactivated_at.toISOString() } : {}),
    })),
    ...(last ? { next: publicId('U', last.id) } : {}),
  };
}

/** The general channel is for all of these; guests and bots are in it by invitation, and may leave it. */
const isForAll = (role: Role): boolean => !isGuest(role) && role !== 'bot';
