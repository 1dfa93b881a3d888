import { type ChannelId, type MemberId, publicId } from '#contract/ids.ts';
import type { Channel, ChannelMember, Standing } from '#contract/workspace.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { noSuchMember, requireMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type ChannelRow, postNote, publicChannelId, recordInLog, showChannel, showStanding } from '../channel-log/channel-log.ts';
import {
  channelById,
  channelByName,
  channelMembersAfter,
  channelsOfMember,
  countChannelsOf,
  deleteMembership,
  generalChannel,
  insertChannel,
  insertMemberships,
  lockChannel,
  membership,
  peopleOf,
  publicChannelsAfter,
  updateChannel,
} from './channels.sql.ts';

export {
  channelIdsOfMember,
  channelOfPeople,
  channelsByIds,
  channelsByNames,
  existingMemberships,
  generalChannel,
  insertChannel,
  insertMemberships,
  lockChannel,
  lockChannels,
  publicChannelIds,
  shareChannel,
  updateChannel,
} from './channels.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A member is now in a channel whose log stood at `asOf` just before. */
    'membership.began': { readonly address: string; readonly member: MemberId; readonly asOf: number; readonly json: string };
    /** A public channel came or changed; for lists. */
    'channel.listed': { readonly json: string };
  }
}

export const noSuchChannel = problem('channels/no-such-channel', 404, 'There is no such channel, or you are not in it.');
export const nameTaken = problem<{ name: string }>('channels/name-taken', 409, 'Another channel has this name. Choose another.');
export const channelArchived = problem('channels/archived', 409, 'The channel is archived. Bring it back first.');
export const notArchived = problem('channels/not-archived', 409, 'The channel is not archived.');
export const generalStays = problem('channels/general-stays', 409, 'Everybody is in this channel; it cannot be left or archived.');
export const notForConversations = problem(
  'channels/not-for-conversations',
  409,
  'Direct and group conversations have no name, topic or membership to change. Open a channel instead.',
);
export const notYours = problem('channels/not-yours', 403, 'Only the one who created the channel or an admin may do this.');
export const invitationNeeded = problem('channels/invitation-needed', 403, 'Guests come into channels by invitation only.');
export const singleGuest = problem('channels/single-guest', 409, 'This guest may be in one channel only.');

/** A channel that the actor is in. Everything else does not exist for the actor. */
export async function ownChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await channelById(work.sql, channel);
  if (!row || !(await membership(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** A channel that the actor may read: one's own, or a public one for those who may browse. */
export async function readableChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await channelById(work.sql, channel);
  if (row?.kind === 'public' && allows(actor, 'channels.browse')) return row;
  if (!row || !(await membership(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** The actor's channel with its row locked: the log may be appended to. */
export async function lockOwnChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await lockChannel(work.sql, channel);
  if (!row || !(await membership(work.sql, channel, actor.member))) throw noSuchChannel();
  return row;
}

/** As `lockOwnChannel`, for what an archived channel does not take. */
export async function lockOpenChannel(work: Work, actor: Actor, channel: ChannelId): Promise<ChannelRow> {
  const row = await lockOwnChannel(work, actor, channel);
  if (row.archived_at) throw channelArchived();
  return row;
}

/** A channel for those who already know that it may be read. */
export const channelByIdOf = (work: Work, channel: ChannelId): Promise<ChannelRow | undefined> => channelById(work.sql, channel);

export async function createChannel(
  work: Work,
  actor: Actor,
  wanted: { kind: 'public' | 'private'; name: string; topic?: string | undefined; purpose?: string | undefined },
): Promise<Channel> {
  if (await channelByName(work.sql, wanted.name)) throw nameTaken({ name: wanted.name });
  const row = await startChannel(work, actor, { ...wanted, general: false });
  await addMembers(work, row, [actor.member], actor.member);
  work.audit({
    kind: 'channel.created',
    actor: auditName(actor),
    object: `channel:${row.id}`,
    details: { kind: row.kind },
  });
  return await shown(work, await lockedAgain(work, row));
}

/** The channel that every member but guests is in; made with the team. */
export async function createGeneralChannel(work: Work, actor: Actor, name: string): Promise<void> {
  const row = await startChannel(work, actor, { kind: 'public', name, general: true });
  await addMembers(work, row, [actor.member], actor.member);
}

async function startChannel(
  work: Work,
  actor: Actor,
  wanted: { kind: 'public' | 'private'; name: string; general: boolean; topic?: string | undefined; purpose?: string | undefined },
): Promise<ChannelRow> {
  const id = work.random.uuid() as ChannelId;
  const compartment = await work.keys.compartment(id);
  const made = await insertChannel(work.sql, {
    id,
    team_id: actor.team,
    kind: wanted.kind,
    name: wanted.name,
    people: null,
    topic: wanted.topic ? compartment.seal(id, 'topic', wanted.topic) : null,
    purpose: wanted.purpose ? compartment.seal(id, 'purpose', wanted.purpose) : null,
    general: wanted.general,
    created_by: actor.member,
    created_at: work.now,
  });
  if (!made) throw nameTaken({ name: wanted.name });
  const row = await lockChannel(work.sql, id);
  if (!row) throw new Error('A channel is gone right after it was made.');
  await announce(work, row, actor, 'channel.created');
  return row;
}

/** Writes the event with the channel as it now is, and tells the lists of channels. */
async function announce(
  work: Work,
  channel: ChannelRow,
  actor: Actor,
  kind: 'channel.created' | 'channel.changed' | 'channel.archived' | 'channel.unarchived',
): Promise<void> {
  const conversation = await shown(work, await lockedAgain(work, channel));
  await recordInLog(work, channel, { kind, actor: actor.member, conversation });
  if (channel.kind === 'public') {
    work.emit({ kind: 'channel.listed', json: JSON.stringify({ kind: 'channel.listed', conversation }) });
  }
}

const lockedAgain = async (work: Work, channel: ChannelRow): Promise<ChannelRow> => {
  const row = await channelById(work.sql, channel.id);
  if (!row) throw new Error('A locked channel is gone.');
  return row;
};

async function shown(work: Work, row: ChannelRow): Promise<Channel> {
  if (row.kind === 'public' || row.kind === 'private') return await showChannel(work, row);
  return await showChannel(work, row, (await peopleOf(work.sql, [row.id])).get(row.id) ?? []);
}

/** Brings members into a locked channel; those who are in it already stay as they are. Returns who came. */
export async function addMembers(
  work: Work,
  channel: ChannelRow,
  members: readonly MemberId[],
  by: MemberId,
): Promise<MemberId[]> {
  const came = await insertMemberships(work.sql, await lockedAgain(work, channel), members, work.now);
  for (const member of came) {
    const { seq: asOf } = await lockedAgain(work, channel);
    const kind = member === by ? 'joined' : 'added';
    if (channel.name === null) await recordInLog(work, channel, { kind: 'member.joined', actor: by, member });
    else await postNote(work, channel, by, { kind, member: publicId('U', member) }, { kind: 'member.joined', member });
    const conversation = await shown(work, await lockedAgain(work, channel));
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
  member: { readonly id: MemberId; readonly role: string },
  invitedTo: readonly ChannelId[],
): Promise<void> {
  const isGuest = member.role === 'guest' || member.role === 'single-guest';
  const general = isGuest || member.role === 'bot' ? undefined : await generalChannel(work.sql);
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
    if (channel.kind === 'direct' || channel.kind === 'group') throw notForConversations();
    if (channel.archived_at) throw channelArchived();
  }
}

export async function joinChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockChannel(work.sql, id);
  if (!channel) throw noSuchChannel();
  if (await membership(work.sql, id, actor.member)) return;
  if (channel.kind !== 'public') throw noSuchChannel();
  if (!allows(actor, 'channels.browse')) throw invitationNeeded();
  if (channel.archived_at) throw channelArchived();
  await addMembers(work, channel, [actor.member], actor.member);
  work.audit({ kind: 'channel.joined', actor: auditName(actor), object: `channel:${id}` });
}

export async function inviteToChannel(work: Work, actor: Actor, id: ChannelId, invited: MemberId): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  refuseConversation(channel);
  const member = await requireMember(work, invited);
  if (member.deactivated_at) throw noSuchMember();
  const isGuest = member.role === 'guest' || member.role === 'single-guest';
  if (!allows(actor, 'channels.browse') || (isGuest && !allows(actor, 'channels.manage'))) throw notYours();
  if (member.role === 'single-guest' && (await countChannelsOf(work.sql, invited)) > 0) throw singleGuest();
  const came = await addMembers(work, channel, [invited], actor.member);
  if (came.length === 0) return;
  work.audit({
    kind: 'channel.member-added',
    actor: auditName(actor),
    object: `channel:${id}`,
    details: { member: invited },
  });
}

export async function leaveChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  refuseConversation(channel);
  if (channel.general) throw generalStays();
  await endMembership(work, channel, actor.member, actor.member, 'left');
  work.audit({ kind: 'channel.left', actor: auditName(actor), object: `channel:${id}` });
}

export async function removeFromChannel(work: Work, actor: Actor, id: ChannelId, member: MemberId): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  refuseConversation(channel);
  refuseOthers(actor, channel);
  if (channel.general) throw generalStays();
  if (!(await membership(work.sql, id, member))) throw noSuchMember();
  await endMembership(work, channel, member, actor.member, 'removed');
  work.audit({
    kind: 'channel.member-removed',
    actor: auditName(actor),
    object: `channel:${id}`,
    details: { member },
  });
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

export async function changeChannel(
  work: Work,
  actor: Actor,
  id: ChannelId,
  change: { name?: string | undefined; topic?: string | undefined; purpose?: string | undefined },
): Promise<Channel> {
  const channel = await lockOpenChannel(work, actor, id);
  refuseConversation(channel);
  if (!allows(actor, 'channels.browse')) throw notYours();
  if (change.name !== undefined && change.name !== channel.name) {
    refuseOthers(actor, channel);
    if (await channelByName(work.sql, change.name)) throw nameTaken({ name: change.name });
    await updateChannel(work.sql, id, { name: change.name });
    await postNote(work, channel, actor.member, { kind: 'renamed', text: change.name });
  }
  const compartment = await work.keys.compartment(id);
  for (const field of ['topic', 'purpose'] as const) {
    const text = change[field];
    if (text === undefined) continue;
    await updateChannel(work.sql, id, { [field]: compartment.seal(id, field, text) });
    await postNote(work, channel, actor.member, { kind: field, text });
  }
  await announce(work, channel, actor, 'channel.changed');
  // Which of them changed, not to what: the log of the team holds no content.
  const fields = Object.keys(change).toSorted().join(' ');
  work.audit({ kind: 'channel.changed', actor: auditName(actor), object: `channel:${id}`, details: { fields } });
  return await shown(work, await lockedAgain(work, channel));
}

export async function archiveChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  refuseConversation(channel);
  refuseOthers(actor, channel);
  if (channel.general) throw generalStays();
  await updateChannel(work.sql, id, { archived_at: work.now });
  await postNote(work, channel, actor.member, { kind: 'archived' });
  await announce(work, channel, actor, 'channel.archived');
  work.audit({ kind: 'channel.archived', actor: auditName(actor), object: `channel:${id}` });
}

export async function unarchiveChannel(work: Work, actor: Actor, id: ChannelId): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  if (!channel.archived_at) throw notArchived();
  refuseOthers(actor, channel);
  await updateChannel(work.sql, id, { archived_at: null });
  await postNote(work, channel, actor.member, { kind: 'unarchived' });
  await announce(work, channel, actor, 'channel.unarchived');
  work.audit({ kind: 'channel.unarchived', actor: auditName(actor), object: `channel:${id}` });
}

function refuseConversation(channel: ChannelRow): void {
  if (channel.kind === 'direct' || channel.kind === 'group') throw notForConversations();
}

function refuseOthers(actor: Actor, channel: ChannelRow): void {
  if (channel.created_by !== actor.member && !allows(actor, 'channels.manage')) throw notYours();
}

export const showOwnChannel = async (work: Work, actor: Actor, id: ChannelId): Promise<Channel> =>
  await shown(work, await readableChannel(work, actor, id));

export async function browseChannels(
  work: Work,
  after: string | undefined,
  limit: number,
): Promise<{ channels: Channel[]; next?: string }> {
  const rows = await publicChannelsAfter(work.sql, after, limit);
  const channels = await Promise.all(rows.map((row) => showChannel(work, row)));
  const next = rows.length === limit ? rows.at(-1)?.name : undefined;
  return { channels, ...(next ? { next } : {}) };
}

/** Every conversation of a member with where the member stands in it. */
export async function myChannels(work: Work, member: MemberId): Promise<{ channel: Channel; standing: Standing; row: ChannelRow }[]> {
  const rows = await channelsOfMember(work.sql, member, limits.channels.perMemberMax);
  const nameless = rows.filter((row) => row.name === null).map((row) => row.id);
  const people = nameless.length > 0 ? await peopleOf(work.sql, nameless) : new Map<ChannelId, MemberId[]>();
  return await Promise.all(
    rows.map(async (row) => ({
      channel: await showChannel(work, row, people.get(row.id)),
      standing: showStanding(row, row),
      row,
    })),
  );
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

