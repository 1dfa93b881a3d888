/**
 * The groups of an organisation's directory: who is in them, and which role an owner has them give. A group without a
 * role changes nothing of its members.
 */
import { isPublicId, type MemberId, type ProvisionedGroupId, publicId, uuidOf } from '#contract/ids.ts';
import type { ProvisionedGroup, ScimAsked, ScimGroup, ScimShown } from '#contract/provisioning.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, type Client, requireRecentProof } from '../access/access.ts';
import { provenDomains } from '../claimed-domains/claimed-domains.ts';
import type { GivenRole, Welcome } from '../members/members.ts';
import { lockTeam } from '../teams/teams.ts';
import { readFilter } from './filter.ts';
import { type GroupSaid, type Membership, readGroup, readGroupPatch } from './group.ts';
import {
  type CountedGroup,
  countGroups,
  deleteGroup,
  deleteGroupMembers,
  deleteOtherMembers,
  type GroupRow,
  groupById,
  groupNamed,
  groupsByName,
  groupsMatching,
  insertGroup,
  insertGroupMembers,
  lockGroup,
  membersOfGroups,
  namesOf,
  updateGroup,
} from './groups.sql.ts';
import { readOperations, type Sent } from './operations.ts';
import { linkAll, usersAmong } from './people.sql.ts';
import { type Done, type Page, pageOf } from './people.ts';
import { invalidValue, noSuchResource, taken, tooManyGroups } from './refusals.ts';
import { settleRoles } from './roles.ts';
import { isShown } from './shape.ts';

export const noSuchGroup = problem(
  'provisioning/no-such-group',
  404,
  'The directory keeps no such group. Nothing was changed.',
);

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A page ends early where its groups have more members than one answer lists. */
export async function listGroups(work: Work, asked: ScimAsked, base: string): Promise<Page<ScimGroup>> {
  const filter = asked.filter === undefined ? undefined : readFilter(asked.filter);
  const { startIndex, ...page } = pageOf(asked);
  const rows = page.limit === 0 ? [] : await groupsMatching(work.sql, filter, page);
  const resources = await shown(work, isShown('members', asked) ? fitting(rows) : rows, asked, base);
  return { resources, total: await countGroups(work.sql, filter), startIndex };
}

function fitting(rows: readonly CountedGroup[]): readonly CountedGroup[] {
  let left: number = limits.provisioning.membersPerAnswerMax;
  const end = rows.findIndex(({ member_count }) => {
    left -= member_count;
    return left < 0;
  });
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}

export async function showGroupById(work: Work, id: string, asked: ScimShown, base: string): Promise<ScimGroup> {
  const group = await groupById(work.sql, groupId(id));
  const [resource] = group ? await shown(work, [group], asked, base) : [];
  if (!resource) throw noSuchResource();
  return resource;
}

async function shown(work: Work, rows: readonly GroupRow[], asked: ScimShown, base: string): Promise<ScimGroup[]> {
  const ids = rows.map(({ id }) => id);
  const held = isShown('members', asked) ? await membersOfGroups(work.sql, ids) : undefined;
  const members = held && Map.groupBy(held, ({ group_id }) => group_id);
  const named = held ? await namesOf(work.sql, [...new Set(held.map(({ member_id }) => member_id))]) : [];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    schemas: [GROUP_SCHEMA],
    id: publicId('H', row.id),
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    displayName: row.display_name,
    ...(members
      ? {
          members: (members.get(row.id) ?? []).map(({ member_id }) =>
            showMember(member_id, names.get(member_id) ?? ''),
          ),
        }
      : {}),
    meta: {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.changed_at.toISOString(),
      location: `${base}/Groups/${publicId('H', row.id)}`,
    },
  }));
}

const showMember = (member: MemberId, name: string) => ({
  value: publicId('U', member),
  display: name,
  type: 'User',
});

export async function createGroup(work: Work, welcome: Welcome, client: Client, sent: Sent): Promise<Done> {
  const { displayName, externalId = null, memberships } = readGroup(sent);
  if (displayName === undefined) throw invalidValue('displayName');
  await lockTeam(work, client.team);
  await requireFreeName(work, displayName, undefined);
  const { groupsMax: most } = limits.provisioning;
  if ((await countGroups(work.sql)) >= most) throw tooManyGroups({ most });
  const row: GroupRow = {
    id: work.random.uuid() as ProvisionedGroupId,
    display_name: displayName,
    external_id: externalId,
    role: null,
    created_at: work.now,
    changed_at: work.now,
  };
  await insertGroup(work.sql, { ...row, team_id: client.team });
  audit(work, client, 'provisioning.group-added', row.id);
  await changeMembers(work, welcome, client, row, memberships);
  return { id: publicId('H', row.id), object: row.id };
}

/** A whole group. What it does not say stays. */
export async function replaceGroup(
  work: Work,
  welcome: Welcome,
  client: Client,
  id: string,
  sent: Sent,
): Promise<Done> {
  const said = readGroup(sent);
  if (said.displayName === undefined) throw invalidValue('displayName');
  return await change(work, welcome, client, id, said);
}

export async function patchGroup(work: Work, welcome: Welcome, client: Client, id: string, sent: Sent): Promise<Done> {
  return await change(work, welcome, client, id, readGroupPatch(readOperations(sent)));
}

async function change(work: Work, welcome: Welcome, client: Client, id: string, said: GroupSaid): Promise<Done> {
  await lockTeam(work, client.team);
  const row = await lockGroup(work.sql, groupId(id));
  if (!row) throw noSuchResource();
  const { displayName: display_name = row.display_name, externalId: external_id = row.external_id } = said;
  const isOther = display_name !== row.display_name || external_id !== row.external_id;
  if (isOther) {
    await requireFreeName(work, display_name, row.id);
    await updateGroup(work.sql, row.id, { display_name, external_id, changed_at: work.now });
    audit(work, client, 'provisioning.group-changed', row.id);
  }
  await changeMembers(work, welcome, client, row, said.memberships);
  return { id, object: row.id };
}

/** Its members lose the role that it gave. */
export async function removeGroup(work: Work, welcome: Welcome, client: Client, id: string): Promise<Done> {
  await lockTeam(work, client.team);
  const row = await lockGroup(work.sql, groupId(id));
  if (!row) throw noSuchResource();
  const went = await deleteOtherMembers(work.sql, row.id, []);
  await deleteGroup(work.sql, row.id);
  audit(work, client, 'provisioning.group-removed', row.id, { went: went.length });
  if (row.role !== null) await settleRoles(work, welcome, client, went);
  return { id, object: row.id };
}

/** An owner's choice; it holds for who is in the group now and for who comes. Undefined: it gives none. */
export async function setGroupRole(
  work: Work,
  welcome: Welcome,
  actor: Actor,
  id: ProvisionedGroupId,
  role: GivenRole | undefined,
): Promise<void> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  const row = await lockGroup(work.sql, id);
  if (!row) throw noSuchGroup();
  if (row.role === (role ?? null)) return;
  await updateGroup(work.sql, id, { role: role ?? null });
  const details = { from: row.role ?? 'none', to: role ?? 'none' };
  work.audit({
    kind: 'provisioning.group-role-set',
    actor: auditName(actor),
    object: `directory-group:${id}`,
    details,
  });
  const members = (await membersOfGroups(work.sql, [id])).map(({ member_id }) => member_id);
  await settleRoles(work, welcome, actor, members);
}

/** One set of statements for each step, however many members it names. */
async function changeMembers(
  work: Work,
  welcome: Welcome,
  client: Client,
  group: GroupRow,
  memberships: readonly Membership[],
): Promise<void> {
  const [came, went] = [new Set<MemberId>(), new Set<MemberId>()];
  for (const { kind, members } of memberships) {
    if (kind !== 'remove') await requireUsers(work, client, members);
    const out =
      kind === 'remove'
        ? await deleteGroupMembers(work.sql, group.id, members)
        : kind === 'set'
          ? await deleteOtherMembers(work.sql, group.id, members)
          : [];
    for (const one of out) went.add(one);
    if (kind === 'remove') continue;
    for (const one of await insertGroupMembers(work.sql, client.team, group.id, members)) came.add(one);
  }
  if (came.size === 0 && went.size === 0) return;
  await updateGroup(work.sql, group.id, { changed_at: work.now });
  audit(work, client, 'provisioning.group-members-changed', group.id, { came: came.size, went: went.size });
  if (group.role !== null) await settleRoles(work, welcome, client, [...new Set([...came, ...went])]);
}

async function requireUsers(work: Work, { team }: Client, members: readonly MemberId[]): Promise<void> {
  const known = await usersAmong(work.sql, await provenDomains(work), members);
  if (known.length < new Set(members).size) throw invalidValue('members.value');
  await linkAll(work.sql, team, known, work.now);
}

async function requireFreeName(work: Work, name: string, self: ProvisionedGroupId | undefined): Promise<void> {
  const named = await groupNamed(work.sql, name);
  if (named && named !== self) throw taken('displayName', publicId('H', named));
}

function groupId(id: string): ProvisionedGroupId {
  if (!isPublicId('H', id)) throw noSuchResource();
  return uuidOf(id) as ProvisionedGroupId;
}

/** Those that are shown to owners and admins. */
export const groupsOverview = async (work: Work): Promise<ProvisionedGroup[]> =>
  (await groupsByName(work.sql, limits.provisioning.groupsShownMax)).map((row) => ({
    id: publicId('H', row.id),
    name: row.display_name,
    members: row.member_count,
    ...(row.role === null ? {} : { role: row.role }),
  }));

const audit = (
  work: Work,
  { client }: Client,
  kind: string,
  id: ProvisionedGroupId,
  details?: Record<string, number>,
): void => work.audit({ kind, actor: client, object: `directory-group:${id}`, ...(details ? { details } : {}) });
