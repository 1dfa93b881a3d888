import { type ChannelId, type MemberId, publicId, type TeamId, type UserGroupId } from '#contract/ids.ts';
import type { UserGroup } from '#contract/user-groups.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { findMembers, noSuchMember, takenHandles } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { readableAmong, refuseForeignChannels } from '../channels/channels.ts';
import { workspaceSettings } from '../settings/settings.ts';
import { bringIntoChannels } from './default-channels.ts';
import {
  allGroupMembers,
  countGroups,
  deleteGroupMembers,
  groupMembersFor,
  groupMembersIn,
  groupsFor,
  groupsOfMember,
  insertGroup,
  insertGroupMembers,
  lockGroup,
  type UserGroupRow,
  updateGroup,
} from './user-groups.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For lists of user groups. */
    'user-group.changed': { readonly json: string };
  }
}

export const noSuchGroup = problem('user-groups/no-such-group', 404, 'There is no such user group that you can see.');
export const groupHandleTaken = problem<{ handle: string }>(
  'user-groups/handle-taken',
  409,
  'Somebody, or another user group, has this short name. Choose another.',
);
export const adminsOnly = problem(
  'user-groups/admins-only',
  403,
  'In this team only admins make and change user groups. Ask one of them.',
);
export const tooManyGroups = problem<{ most: number }>(
  'user-groups/too-many',
  409,
  'The team has as many user groups as it can have. Use one that is there.',
);
export const tooManyGroupMembers = problem<{ most: number }>(
  'user-groups/too-many-members',
  409,
  'The user group has as many members as it can have. Make another one.',
);

interface Wanted {
  readonly handle?: string;
  readonly name?: string;
  readonly description?: string;
  readonly channels?: readonly ChannelId[];
}

export async function createGroup(
  work: Work,
  actor: Actor,
  { members = [], ...wanted }: Wanted & { handle: string; name: string; members?: readonly MemberId[] },
): Promise<UserGroup> {
  await requireGroupRights(work, actor);
  const most = limits.userGroups.perTeamMax;
  if ((await countGroups(work.sql)) >= most) throw tooManyGroups({ most });
  await requireFreeHandle(work, actor.team, wanted.handle);
  await refuseForeignChannels(work, actor, wanted.channels ?? []);
  const id = work.random.uuid() as UserGroupId;
  const row: UserGroupRow = {
    id,
    handle: wanted.handle,
    name: wanted.name,
    description: wanted.description ? await sealDescription(work, id, wanted.description) : null,
    channels: [...(wanted.channels ?? [])],
    created_at: work.now,
    disabled_at: null,
  };
  await insertGroup(work.sql, { ...row, team_id: actor.team, created_by: actor.member });
  audit(work, actor, 'user-group.created', id);
  await changeMembers(work, actor, row, members, []);
  tell(work, id);
  return await showGroup(work, actor, id);
}

/** Changes what is named. New default channels are joined by who comes from now on. */
export async function changeGroup(work: Work, actor: Actor, id: UserGroupId, wanted: Wanted): Promise<UserGroup> {
  const group = await lockManaged(work, actor, id);
  const isRenamed = wanted.handle !== undefined && wanted.handle !== group.handle;
  if (isRenamed) await requireFreeHandle(work, actor.team, wanted.handle);
  if (wanted.channels) await refuseForeignChannels(work, actor, wanted.channels);
  const { description, channels, ...names } = wanted;
  const change = {
    ...names,
    ...(channels ? { channels: await withUnseen(work, actor, group, channels) } : {}),
    ...(description === undefined ? {} : { description: await sealDescription(work, id, description) }),
  };
  const fields = Object.keys(change);
  if (fields.length === 0) return await showGroup(work, actor, id);
  await updateGroup(work.sql, id, change);
  audit(work, actor, 'user-group.changed', id, { fields: fields.toSorted().join(' ') });
  tell(work, id);
  return await showGroup(work, actor, id);
}

/** Whoever changes the default channels leaves those that it cannot see. */
async function withUnseen(
  work: Work,
  actor: Actor,
  group: UserGroupRow,
  channels: readonly ChannelId[],
): Promise<ChannelId[]> {
  const seen = await readableAmong(work, actor, group.channels);
  return [...new Set([...group.channels.filter((channel) => !seen.has(channel)), ...channels])];
}

/** Makes exactly these the members. */
export async function setGroupMembers(
  work: Work,
  actor: Actor,
  id: UserGroupId,
  members: readonly MemberId[],
): Promise<void> {
  const group = await lockManaged(work, actor, id);
  const before = await allGroupMembers(work.sql, id);
  const [came, went] = [members.filter((one) => !before.includes(one)), before.filter((one) => !members.includes(one))];
  if (await changeMembers(work, actor, group, came, went)) tell(work, id);
}

export async function addToGroup(work: Work, actor: Actor, id: UserGroupId, member: MemberId): Promise<void> {
  const group = await lockManaged(work, actor, id);
  const before = await allGroupMembers(work.sql, id);
  if (await changeMembers(work, actor, group, before.includes(member) ? [] : [member], [])) tell(work, id);
}

export async function removeFromGroup(work: Work, actor: Actor, id: UserGroupId, member: MemberId): Promise<void> {
  const group = await lockManaged(work, actor, id);
  const before = await allGroupMembers(work.sql, id);
  if (await changeMembers(work, actor, group, [], before.includes(member) ? [member] : [])) tell(work, id);
}

/** A disabled group stays with its members, and names nobody. */
export async function disableGroup(work: Work, actor: Actor, id: UserGroupId): Promise<void> {
  const group = await lockManaged(work, actor, id);
  if (group.disabled_at) return;
  await updateGroup(work.sql, id, { disabled_at: work.now });
  audit(work, actor, 'user-group.disabled', id);
  tell(work, id);
}

export async function enableGroup(work: Work, actor: Actor, id: UserGroupId): Promise<void> {
  const group = await lockManaged(work, actor, id);
  if (!group.disabled_at) return;
  await updateGroup(work.sql, id, { disabled_at: null });
  audit(work, actor, 'user-group.enabled', id);
  tell(work, id);
}

/** One page of the groups that the actor sees, by their id. */
export async function listGroups(
  work: Work,
  actor: Actor,
  after: UserGroupId | undefined,
  limit: number,
): Promise<{ groups: UserGroup[]; next?: string }> {
  const rows = await groupsFor(work.sql, viewerOf(actor), { after, limit });
  const next = rows.length === limit ? rows.at(-1)?.id : undefined;
  return { groups: await shown(work, actor, rows), ...(next ? { next: publicId('S', next) } : {}) };
}

export async function showGroup(work: Work, actor: Actor, id: UserGroupId): Promise<UserGroup> {
  const rows = await groupsFor(work.sql, viewerOf(actor), { group: id, limit: 1 });
  const [group] = await shown(work, actor, rows);
  if (!group) throw noSuchGroup();
  return group;
}

/** The active members of a group that the actor sees. */
export async function showGroupMembers(work: Work, actor: Actor, id: UserGroupId): Promise<string[]> {
  await showGroup(work, actor, id);
  const members = await groupMembersFor(work.sql, id, viewerOf(actor), limits.userGroups.membersMax);
  return members.map((member) => publicId('U', member));
}

/** Of the groups that texts name, by channel: who of them is there. One statement, and none where nobody is named. */
export async function membersNamed(
  work: Work,
  named: readonly { readonly channel: ChannelId; readonly group: UserGroupId }[],
): Promise<(channel: ChannelId) => (group: UserGroupId) => readonly MemberId[]> {
  const rows = named.length > 0 ? await groupMembersIn(work.sql, named) : [];
  const found = Map.groupBy(rows, (row) => `${row.channel_id}/${row.group_id}`);
  return (channel) => (group) => (found.get(`${channel}/${group}`) ?? []).map((row) => row.member_id);
}

/** The public ids of the groups in use that a member belongs to: to know a token that names oneself. */
export const ownGroups = async (work: Work, member: MemberId): Promise<string[]> =>
  (await groupsOfMember(work.sql, member, limits.userGroups.perTeamMax)).map((id) => publicId('S', id));

/** Guests see of the team whom they meet. */
const viewerOf = (actor: Actor) => ({ member: actor.member, meets: !allows(actor, 'channels.browse') });

async function shown(
  work: Work,
  actor: Actor,
  rows: readonly (UserGroupRow & { member_count: number })[],
): Promise<UserGroup[]> {
  const readable = await readableAmong(
    work,
    actor,
    rows.flatMap((row) => row.channels),
  );
  const compartment = await work.keys.compartment('team');
  return rows.map((row) => ({
    id: publicId('S', row.id),
    handle: row.handle,
    name: row.name,
    description: row.description ? compartment.open(row.id, 'description', row.description) : '',
    channels: row.channels.filter((channel) => readable.has(channel)).map((channel) => publicId('C', channel)),
    memberCount: row.member_count,
    createdAt: row.created_at.toISOString(),
    ...(row.disabled_at ? { disabledAt: row.disabled_at.toISOString() } : {}),
  }));
}

const sealDescription = async (work: Work, id: UserGroupId, description: string): Promise<Buffer> =>
  (await work.keys.compartment('team')).seal(id, 'description', description);

async function requireGroupRights(work: Work, actor: Actor): Promise<void> {
  if (allows(actor, 'workspace.manage')) return;
  if ((await workspaceSettings(work)).userGroupsBy !== 'members') throw adminsOnly();
}

async function lockManaged(work: Work, actor: Actor, id: UserGroupId): Promise<UserGroupRow> {
  await requireGroupRights(work, actor);
  const group = await lockGroup(work.sql, id);
  if (!group) throw noSuchGroup();
  return group;
}

/** Members and groups are called alike, so that a short name means one of them. */
async function requireFreeHandle(work: Work, team: TeamId, handle: string): Promise<void> {
  if ((await takenHandles(work, team, [handle])).has(handle)) throw groupHandleTaken({ handle });
}

/** Returns whether anything changed. The group is locked, or was made in this unit. */
async function changeMembers(
  work: Work,
  actor: Actor,
  group: UserGroupRow,
  came: readonly MemberId[],
  went: readonly MemberId[],
): Promise<boolean> {
  if (came.length === 0 && went.length === 0) return false;
  const newcomers = await findMembers(work, came);
  if (newcomers.length < came.length || newcomers.some((one) => one.deactivated_at)) throw noSuchMember();
  if (went.length > 0) await deleteGroupMembers(work.sql, group.id, went);
  if (came.length > 0) await insertGroupMembers(work.sql, actor.team, group.id, came);
  const most = limits.userGroups.membersMax;
  if ((await allGroupMembers(work.sql, group.id)).length > most) throw tooManyGroupMembers({ most });
  await bringIntoChannels(work, actor, group.channels, newcomers);
  audit(work, actor, 'user-group.members-changed', group.id, { came: came.length, went: went.length });
  return true;
}

const tell = (work: Work, id: UserGroupId): void =>
  work.emit({
    kind: 'user-group.changed',
    json: JSON.stringify({ kind: 'user-group.changed', group: publicId('S', id) }),
  });

const audit = (
  work: Work,
  actor: Actor,
  kind: string,
  group: UserGroupId,
  details?: Record<string, string | number>,
): void =>
  work.audit({ kind, actor: auditName(actor), object: `user-group:${group}`, ...(details ? { details } : {}) });
