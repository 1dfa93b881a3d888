import type { ChannelId, MemberId } from '#contract/ids.ts';
import type { Channel, Standing } from '#contract/workspace.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  peopleOf,
  postNote,
  recordInLog,
  showChannel,
  showConversation,
  showStanding,
} from '../channel-log/channel-log.ts';
import {
  channelAsItIs,
  lockOpenChannel,
  lockOwnChannel,
  notYours,
  readableChannel,
  refuseConversation,
  refuseOthers,
} from './channel-access.ts';
import {
  channelByName,
  channelsOfMember,
  insertChannel,
  lockChannel,
  publicChannelsAfter,
  renameTo,
  updateChannel,
} from './channels.sql.ts';
import { addMembers, generalStays } from './memberships.ts';

export {
  channelArchived,
  channelByIdOf,
  lockOpenChannel,
  lockOwnChannel,
  noSuchChannel,
  notForConversations,
  notYours,
  ownChannel,
  readableAmong,
  readableChannel,
} from './channel-access.ts';
export {
  channelIdsOfMember,
  channelOfPeople,
  channelsByIds,
  channelsByNames,
  generalChannel,
  insertChannel,
  lockChannel,
  lockChannels,
  publicChannelIds,
  updateChannel,
} from './channels.sql.ts';
export { existingMemberships, insertMemberships, shareChannel } from './memberships.sql.ts';
export {
  addMembers,
  channelMembers,
  generalStays,
  invitationNeeded,
  inviteToChannel,
  joinChannel,
  leaveChannel,
  meets,
  refuseForeignChannels,
  removeFromChannel,
  singleGuest,
  tooManyChannels,
  welcome,
} from './memberships.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A public channel came or changed; for lists. */
    'channel.listed': { readonly json: string };
  }
}

export const nameTaken = problem<{ name: string }>(
  'channels/name-taken',
  409,
  'Another channel has this name. Choose another.',
);
export const notArchived = problem('channels/not-archived', 409, 'The channel is not archived.');

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
  return await showConversation(work, await channelAsItIs(work, row));
}

/** The channel that every member but guests is in; made with the team. */
export async function createGeneralChannel(work: Work, actor: Actor, name: string): Promise<void> {
  const row = await startChannel(work, actor, { kind: 'public', name, general: true });
  await addMembers(work, row, [actor.member], actor.member);
}

async function startChannel(
  work: Work,
  actor: Actor,
  wanted: {
    kind: 'public' | 'private';
    name: string;
    general: boolean;
    topic?: string | undefined;
    purpose?: string | undefined;
  },
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
  const conversation = await showConversation(work, await channelAsItIs(work, channel));
  await recordInLog(work, channel, { kind, actor: actor.member, conversation });
  if (channel.kind === 'public') {
    work.emit({ kind: 'channel.listed', json: JSON.stringify({ kind: 'channel.listed', conversation }) });
  }
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
  const before = await showConversation(work, channel);
  // Which of them change, not to what: the log of the team holds no content.
  const changed = FIELDS.filter((field) => change[field] !== undefined && change[field] !== before[field]);
  if (changed.length === 0) return before;
  for (const field of changed) await changeField(work, actor, channel, field, change[field] ?? '');
  await announce(work, channel, actor, 'channel.changed');
  const details = { fields: changed.join(' ') };
  work.audit({ kind: 'channel.changed', actor: auditName(actor), object: `channel:${id}`, details });
  return await showConversation(work, await channelAsItIs(work, channel));
}

const FIELDS = ['name', 'purpose', 'topic'] as const;

async function changeField(
  work: Work,
  actor: Actor,
  channel: ChannelRow,
  field: (typeof FIELDS)[number],
  text: string,
): Promise<void> {
  if (field === 'name') {
    refuseOthers(actor, channel);
    if (!(await renameTo(work.sql, channel.id, text))) throw nameTaken({ name: text });
  } else {
    const compartment = await work.keys.compartment(channel.id);
    await updateChannel(work.sql, channel.id, { [field]: compartment.seal(channel.id, field, text) });
  }
  await postNote(work, channel, actor.member, { kind: field === 'name' ? 'renamed' : field, text });
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

export const showOwnChannel = async (work: Work, actor: Actor, id: ChannelId): Promise<Channel> =>
  await showConversation(work, await readableChannel(work, actor, id));

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
export async function myChannels(
  work: Work,
  member: MemberId,
): Promise<{ channel: Channel; standing: Standing; row: ChannelRow }[]> {
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
