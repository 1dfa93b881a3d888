import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId, UserGroupId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface UserGroupRow {
  readonly id: UserGroupId;
  readonly handle: string;
  readonly name: string;
  readonly description: Buffer | null;
  readonly channels: ChannelId[];
  readonly created_at: Date;
  readonly disabled_at: Date | null;
}

const COLUMNS = ['id', 'handle', 'name', 'description', 'channels', 'created_at', 'disabled_at'] as const;
type Narrow = Pick<UserGroupRow, 'id' | 'channels'>;

/** Holds the row until the end of the unit: who is a member of it is changed one after the other. */
export const lockGroup = (db: Sql, group: UserGroupId): Promise<UserGroupRow | undefined> =>
  db
    .selectFrom('user_groups')
    .select(COLUMNS)
    .where('id', '=', group)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

/**
 * Groups by their id as a member sees them, with how many of their members it sees. A guest (`meets`) sees only those
 * groups in which there is somebody it shares a conversation with, and counts only these.
 */
export async function groupsFor(
  db: Sql,
  viewer: { readonly member: MemberId; readonly meets: boolean },
  asked: { readonly group?: UserGroupId | undefined; readonly after?: UserGroupId | undefined; readonly limit: number },
): Promise<(UserGroupRow & { member_count: number })[]> {
  const { group = null, after = null, limit } = asked;
  const { rows } = await sql<UserGroupRow & { member_count: number }>`
    select g.id, g.handle, g.name, g.description, g.channels::text[] as channels, g.created_at, g.disabled_at,
           coalesce(seen.count, 0) as member_count
    from user_groups g
    left join (
      select gm.group_id, count(*)::integer as count from user_group_members gm
      join members p on p.id = gm.member_id and p.deactivated_at is null
      where ${seenBy(viewer)} group by gm.group_id) seen on seen.group_id = g.id
    where (${group}::uuid is null or g.id = ${group}) and (${after}::uuid is null or g.id > ${after})
      and (not ${viewer.meets} or seen.count > 0)
    order by g.id limit ${limit}`.execute(db);
  return rows;
}

/** The active members of a group that the viewer sees. */
export async function groupMembersFor(
  db: Sql,
  group: UserGroupId,
  viewer: { readonly member: MemberId; readonly meets: boolean },
  limit: number,
): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    select gm.member_id from user_group_members gm
    join members p on p.id = gm.member_id and p.deactivated_at is null
    where gm.group_id = ${group} and ${seenBy(viewer)} order by gm.member_id limit ${limit}`.execute(db);
  return rows.map((row) => row.member_id);
}

/** Over `user_group_members gm`. Whom a guest meets is found once, not for each member of each group. */
const seenBy = ({ member, meets }: { readonly member: MemberId; readonly meets: boolean }) => sql`(
  not ${meets} or gm.member_id in (
    select ${member}::uuid union select theirs.member_id from channel_members mine
    join channel_members theirs using (channel_id) where mine.member_id = ${member}))`;

export const countGroups = async (db: Sql): Promise<number> => {
  const row = await db
    .selectFrom('user_groups')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
};

/** The caller has seen, under the lock of the team, that the handle is free. */
export async function insertGroup(
  db: Sql,
  row: UserGroupRow & { team_id: TeamId; created_by: MemberId },
): Promise<void> {
  await db.insertInto('user_groups').values(row).execute();
}

export async function updateGroup(
  db: Sql,
  group: UserGroupId,
  change: Partial<Pick<UserGroupRow, 'handle' | 'name' | 'description' | 'channels' | 'disabled_at'>>,
): Promise<void> {
  await db.updateTable('user_groups').set(change).where('id', '=', group).execute();
}

export async function allGroupMembers(db: Sql, group: UserGroupId): Promise<MemberId[]> {
  const rows = await db
    .selectFrom('user_group_members')
    .select('member_id')
    .where('group_id', '=', group)
    .$narrowType<{ member_id: MemberId }>()
    .execute();
  return rows.map((row) => row.member_id);
}

export async function insertGroupMembers(
  db: Sql,
  team: TeamId,
  group: UserGroupId,
  members: readonly MemberId[],
): Promise<void> {
  await sql`
    insert into user_group_members (group_id, member_id, team_id)
    select ${group}, member, ${team} from unnest(${members}::uuid[]) as member on conflict do nothing`.execute(db);
}

export async function deleteGroupMembers(db: Sql, group: UserGroupId, members: readonly MemberId[]): Promise<void> {
  await sql`
    delete from user_group_members
    where group_id = ${group} and member_id = any(${members}::uuid[])`.execute(db);
}

/** The groups that a member belongs to and that are in use. */
export async function groupsOfMember(db: Sql, member: MemberId, limit: number): Promise<UserGroupId[]> {
  const { rows } = await sql<{ id: UserGroupId }>`
    select g.id from user_group_members gm join user_groups g on g.id = gm.group_id and g.disabled_at is null
    where gm.member_id = ${member} order by g.id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Of each asked group that is in use, those active members who are in the channel. */
export async function groupMembersIn(
  db: Sql,
  asked: readonly { channel: ChannelId; group: UserGroupId }[],
): Promise<{ channel_id: ChannelId; group_id: UserGroupId; member_id: MemberId }[]> {
  const { rows } = await sql<{ channel_id: ChannelId; group_id: UserGroupId; member_id: MemberId }>`
    select m.channel_id, gm.group_id, gm.member_id
    from unnest(${asked.map((a) => a.channel)}::uuid[], ${asked.map((a) => a.group)}::uuid[])
      as asked (channel_id, group_id)
    join user_groups g on g.id = asked.group_id and g.disabled_at is null
    join user_group_members gm on gm.group_id = g.id
    join channel_members m on m.channel_id = asked.channel_id and m.member_id = gm.member_id
    join members p on p.id = gm.member_id and p.deactivated_at is null`.execute(db);
  return rows;
}
