import { type RawBuilder, sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, ProvisionedGroupId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { userCondition } from './filter.sql.ts';
import type { Filter } from './filter.ts';

/** A member as its directory sees it. */
export interface UserRow {
  readonly id: MemberId;
  readonly role: Role;
  readonly handle: string;
  readonly name: string;
  readonly email: string | null;
  readonly created_at: Date;
  readonly deactivated_at: Date | null;
  readonly is_linked: boolean;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly changed_at: Date;
}

/**
 * Over `members m` with `provisioned_members p`: whom the directory keeps, and whom it could keep because the address
 * is at a domain of the team. Who was removed there is gone for it.
 */
const visibleTo = (domains: readonly string[]): RawBuilder<boolean> => sql`(
  m.role <> 'bot' and p.removed_at is null
  and (p.member_id is not null or split_part(m.email_folded, '@', 2) = any(${domains}::text[])))`;

const ofUsers = sql`members m left join provisioned_members p on p.member_id = m.id`;

const userColumns = sql`
  m.id, m.role, m.handle, m.name, m.email, m.created_at, m.deactivated_at, p.member_id is not null as is_linked,
  coalesce(p.user_name, m.email, m.handle) as user_name, p.external_id, p.given_name, p.family_name,
  greatest(coalesce(p.changed_at, m.created_at), m.deactivated_at) as changed_at`;

const matching = (filter: Filter | undefined): RawBuilder<boolean> => (filter ? userCondition(filter) : sql`true`);

/** Those that match, in the order in which they came. */
export async function usersMatching(
  db: Sql,
  domains: readonly string[],
  filter: Filter | undefined,
  page: { readonly limit: number; readonly offset: number },
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from ${ofUsers} where ${visibleTo(domains)} and ${matching(filter)}
    order by m.id limit ${page.limit} offset ${page.offset}`.execute(db);
  return rows;
}

export async function countUsers(db: Sql, domains: readonly string[], filter: Filter | undefined): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${ofUsers} where ${visibleTo(domains)} and ${matching(filter)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function userById(db: Sql, domains: readonly string[], id: MemberId): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from ${ofUsers} where m.id = ${id} and ${visibleTo(domains)}`.execute(db);
  return rows[0];
}

/** Those of the members whom the directory may name. */
export async function usersAmong(db: Sql, domains: readonly string[], ids: readonly MemberId[]): Promise<MemberId[]> {
  const { rows } = await sql<{ id: MemberId }>`
    select m.id from ${ofUsers} where m.id = any(${ids}::uuid[]) and ${visibleTo(domains)}`.execute(db);
  return rows.map(({ id }) => id);
}

export interface LinkRow {
  readonly member_id: MemberId;
  readonly team_id: TeamId;
  readonly user_name: string;
  readonly user_name_folded: string;
  readonly external_id: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
}

/** Keeps what the directory says; who was removed there is back. */
export async function putLink(db: Sql, link: LinkRow, at: Date): Promise<void> {
  const said = { ...link, changed_at: at, removed_at: null };
  await db
    .insertInto('provisioned_members')
    .values({ ...said, linked_at: at })
    .onConflict((row) => row.column('member_id').doUpdateSet(said))
    .execute();
}

/** Whom the directory keeps before it said anything of it: named by address, or short name if that is taken. */
export async function linkAll(db: Sql, team: TeamId, members: readonly MemberId[], at: Date): Promise<void> {
  await sql`
    insert into provisioned_members (member_id, team_id, user_name, user_name_folded, linked_at, changed_at)
    select m.id, ${team}::uuid, coalesce(free.email, m.handle), coalesce(free.folded, m.handle),
           ${at}::timestamptz, ${at}::timestamptz
    from members m left join lateral (
      select m.email, m.email_folded as folded where not exists (
        select from provisioned_members o where o.user_name_folded = m.email_folded and o.removed_at is null)
      ) free on true
    where m.id = any(${members}::uuid[]) on conflict do nothing`.execute(db);
}

export async function touchLink(db: Sql, member: MemberId, at: Date): Promise<void> {
  await db.updateTable('provisioned_members').set({ changed_at: at }).where('member_id', '=', member).execute();
}

export async function removeLink(db: Sql, member: MemberId, at: Date): Promise<void> {
  await db
    .updateTable('provisioned_members')
    .set({ removed_at: at, changed_at: at, external_id: null, granted_role: null, role_before: null })
    .where('member_id', '=', member)
    .execute();
}

export const memberNamed = async (db: Sql, folded: string): Promise<MemberId | undefined> => {
  const row = await db
    .selectFrom('provisioned_members')
    .select('member_id')
    .where('user_name_folded', '=', folded)
    .where('removed_at', 'is', null)
    .$narrowType<{ member_id: MemberId }>()
    .executeTakeFirst();
  return row?.member_id;
};

export const memberByExternalId = async (db: Sql, externalId: string): Promise<MemberId | undefined> => {
  const row = await db
    .selectFrom('provisioned_members')
    .select('member_id')
    .where('external_id', '=', externalId)
    .where('removed_at', 'is', null)
    .$narrowType<{ member_id: MemberId }>()
    .executeTakeFirst();
  return row?.member_id;
};

export interface GroupOfUser {
  readonly id: ProvisionedGroupId;
  readonly display_name: string;
}

/** The groups of these members, by member. */
export async function groupsOfUsers(
  db: Sql,
  members: readonly MemberId[],
): Promise<(GroupOfUser & { readonly member_id: MemberId })[]> {
  const { rows } = await sql<GroupOfUser & { member_id: MemberId }>`
    select gm.member_id, g.id, g.display_name from provisioned_group_members gm
    join provisioned_groups g on g.id = gm.group_id
    where gm.member_id = any(${members}::uuid[]) order by g.display_name, g.id`.execute(db);
  return rows;
}

export interface StandingRow {
  readonly member_id: MemberId;
  readonly role: Role;
  readonly granted_role: 'admin' | 'member' | 'guest' | null;
  readonly role_before: 'admin' | 'member' | 'guest' | null;
  /** The highest role that a group of the member gives. */
  readonly due: 'admin' | 'member' | 'guest' | null;
}

/** What the groups of these members make of them. */
export async function standingsOf(db: Sql, members: readonly MemberId[]): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select p.member_id, m.role, p.granted_role, p.role_before,
      (select g.role from provisioned_group_members gm join provisioned_groups g on g.id = gm.group_id
       where gm.member_id = p.member_id and g.role is not null
       order by case g.role when 'admin' then 1 when 'member' then 2 else 3 end limit 1) as due
    from provisioned_members p join members m on m.id = p.member_id
    where p.member_id = any(${members}::uuid[])`.execute(db);
  return rows;
}

export async function noteGrants(
  db: Sql,
  grants: readonly Pick<StandingRow, 'member_id' | 'granted_role' | 'role_before'>[],
): Promise<void> {
  if (grants.length === 0) return;
  await sql`
    update provisioned_members p set granted_role = given.granted, role_before = given.before
    from unnest(${grants.map((g) => g.member_id)}::uuid[], ${grants.map((g) => g.granted_role)}::text[],
                ${grants.map((g) => g.role_before)}::text[]) as given (id, granted, before)
    where p.member_id = given.id`.execute(db);
}

export async function countLinked(db: Sql): Promise<number> {
  const row = await db
    .selectFrom('provisioned_members')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}
