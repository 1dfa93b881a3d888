import { sql } from 'kysely';
import type { MemberId, ProvisionedGroupId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { groupCondition } from './filter.sql.ts';
import type { Filter } from './filter.ts';

export interface GroupRow {
  readonly id: ProvisionedGroupId;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly role: 'admin' | 'member' | 'guest' | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

export interface CountedGroup extends GroupRow {
  readonly member_count: number;
}

const COLUMNS = ['id', 'display_name', 'external_id', 'role', 'created_at', 'changed_at'] as const;
type Narrow = Pick<GroupRow, 'id' | 'role'>;

const counted = sql`g.id, g.display_name, g.external_id, g.role, g.created_at, g.changed_at,
  (select count(*)::integer from provisioned_group_members gm where gm.group_id = g.id) as member_count`;

/** Those that match, in the order in which they were made. */
export async function groupsMatching(
  db: Sql,
  filter: Filter | undefined,
  page: { readonly limit: number; readonly offset: number },
): Promise<CountedGroup[]> {
  const matching = filter ? groupCondition(filter) : sql`true`;
  const { rows } = await sql<CountedGroup>`
    select ${counted} from provisioned_groups g where ${matching}
    order by g.id limit ${page.limit} offset ${page.offset}`.execute(db);
  return rows;
}

export async function countGroups(db: Sql, filter?: Filter): Promise<number> {
  const matching = filter ? groupCondition(filter) : sql`true`;
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from provisioned_groups g where ${matching}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function groupsByName(db: Sql, limit: number): Promise<CountedGroup[]> {
  const { rows } = await sql<CountedGroup>`
    select ${counted} from provisioned_groups g order by lower(g.display_name), g.id limit ${limit}`.execute(db);
  return rows;
}

export const groupById = (db: Sql, id: ProvisionedGroupId): Promise<GroupRow | undefined> =>
  db.selectFrom('provisioned_groups').select(COLUMNS).where('id', '=', id).$narrowType<Narrow>().executeTakeFirst();

/** Held to the end of the unit, and taken after the team's lock: in this order by everybody. */
export const lockGroup = (db: Sql, id: ProvisionedGroupId): Promise<GroupRow | undefined> =>
  db
    .selectFrom('provisioned_groups')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

export async function groupNamed(db: Sql, name: string): Promise<ProvisionedGroupId | undefined> {
  const { rows } = await sql<{ id: ProvisionedGroupId }>`
    select id from provisioned_groups where lower(display_name) = lower(${name}::text)`.execute(db);
  return rows[0]?.id;
}

export async function insertGroup(db: Sql, row: GroupRow & { readonly team_id: TeamId }): Promise<void> {
  await db.insertInto('provisioned_groups').values(row).execute();
}

export async function updateGroup(
  db: Sql,
  id: ProvisionedGroupId,
  change: Partial<Pick<GroupRow, 'display_name' | 'external_id' | 'role' | 'changed_at'>>,
): Promise<void> {
  await db.updateTable('provisioned_groups').set(change).where('id', '=', id).execute();
}

export async function deleteGroup(db: Sql, id: ProvisionedGroupId): Promise<void> {
  await db.deleteFrom('provisioned_groups').where('id', '=', id).execute();
}

/** Who is in these groups. */
export async function membersOfGroups(
  db: Sql,
  groups: readonly ProvisionedGroupId[],
): Promise<{ group_id: ProvisionedGroupId; member_id: MemberId }[]> {
  const { rows } = await sql<{ group_id: ProvisionedGroupId; member_id: MemberId }>`
    select group_id, member_id from provisioned_group_members
    where group_id = any(${groups}::uuid[]) order by group_id, member_id`.execute(db);
  return rows;
}

/**
 * How they are called. Apart from who is in a group: a join of both, planned before the database has counted what came
 * in at once, compared each of ten thousand with each.
 */
export async function namesOf(db: Sql, members: readonly MemberId[]): Promise<{ id: MemberId; name: string }[]> {
  const { rows } = await sql<{ id: MemberId; name: string }>`
    select id, name from members where id = any(${members}::uuid[])`.execute(db);
  return rows;
}

/** Returns who came. */
export async function insertGroupMembers(
  db: Sql,
  team: TeamId,
  group: ProvisionedGroupId,
  members: readonly MemberId[],
): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    insert into provisioned_group_members (group_id, member_id, team_id)
    select ${group}::uuid, member, ${team}::uuid from unnest(${members}::uuid[]) as member
    on conflict do nothing returning member_id`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

/** Those of the members; returns who went. */
export async function deleteGroupMembers(
  db: Sql,
  group: ProvisionedGroupId,
  members: readonly MemberId[],
): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    delete from provisioned_group_members where group_id = ${group} and member_id = any(${members}::uuid[])
    returning member_id`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

/** All but these; returns who went. */
export async function deleteOtherMembers(
  db: Sql,
  group: ProvisionedGroupId,
  kept: readonly MemberId[],
): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    delete from provisioned_group_members where group_id = ${group} and member_id <> all(${kept}::uuid[])
    returning member_id`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

export async function leaveGroups(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('provisioned_group_members').where('member_id', '=', member).execute();
}
