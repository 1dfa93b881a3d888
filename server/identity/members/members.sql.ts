import { sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface MemberRow {
  readonly id: MemberId;
  readonly team_id: TeamId;
  readonly role: Role;
  readonly handle: string;
  readonly name: string;
  readonly email: string | null;
  /** An IANA name such as `Europe/Zurich`. */
  readonly time_zone: string;
  readonly created_at: Date;
  readonly deactivated_at: Date | null;
}

const COLUMNS = [
  'id',
  'team_id',
  'role',
  'handle',
  'name',
  'email',
  'time_zone',
  'created_at',
  'deactivated_at',
] as const;
type Narrow = { id: MemberId; team_id: TeamId; role: Role };

export const memberById = (sql: Sql, member: MemberId): Promise<MemberRow | undefined> =>
  sql.selectFrom('members').select(COLUMNS).where('id', '=', member).$narrowType<Narrow>().executeTakeFirst();

/** Holds the row until the end of the unit: roles are changed one after the other. */
export const lockMember = (sql: Sql, member: MemberId): Promise<MemberRow | undefined> =>
  sql
    .selectFrom('members')
    .select(COLUMNS)
    .where('id', '=', member)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** Holds the rows until the end of the unit, taken in one order by everybody. */
export const lockMembers = (sql: Sql, members: readonly MemberId[]): Promise<MemberRow[]> =>
  sql
    .selectFrom('members')
    .select(COLUMNS)
    .where((row) => row('id', '=', row.fn.any(row.val([...members]))))
    .orderBy('id')
    .forUpdate()
    .$narrowType<Narrow>()
    .execute();

export const membersByIds = (sql: Sql, members: readonly MemberId[]): Promise<MemberRow[]> =>
  sql
    .selectFrom('members')
    .select(COLUMNS)
    .where((row) => row('id', '=', row.fn.any(row.val([...members]))))
    .$narrowType<Narrow>()
    .execute();

export const membersByHandles = (sql: Sql, handles: readonly string[]): Promise<MemberRow[]> =>
  sql
    .selectFrom('members')
    .select(COLUMNS)
    .where((row) => row('handle', '=', row.fn.any(row.val([...handles]))))
    .$narrowType<Narrow>()
    .execute();

/** Those of the handles that a member or a user group has. */
export const handlesAmong = async (sql: Sql, handles: readonly string[]): Promise<string[]> => {
  const rows = await sql
    .selectFrom('handles')
    .select('handle')
    .where((row) => row('handle', '=', row.fn.any(row.val([...handles]))))
    .execute();
  return rows.map(({ handle }) => handle);
};

export interface MemberFilter {
  readonly role?: Role;
  readonly state?: 'active' | 'deactivated';
  /** Part of a name or handle, and of an address if `seesEmails`. */
  readonly q?: string;
  readonly seesEmails?: boolean;
}

export function membersAfter(
  sql: Sql,
  after: MemberId | undefined,
  limit: number,
  { role, state, q, seesEmails = false }: MemberFilter,
): Promise<MemberRow[]> {
  let query = sql.selectFrom('members').select(COLUMNS).orderBy('id').limit(limit);
  if (after) query = query.where('id', '>', after);
  if (role) query = query.where('role', '=', role);
  if (state) query = query.where('deactivated_at', state === 'active' ? 'is' : 'is not', null);
  if (q !== undefined) {
    const part = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((row) =>
      row.or([
        row('name', 'ilike', part),
        row('handle', 'ilike', part),
        ...(seesEmails ? [row('email', 'ilike', part)] : []),
      ]),
    );
  }
  return query.$narrowType<Narrow>().execute();
}

export const memberByEmail = (
  sql: Sql,
  folded: string,
): Promise<(MemberRow & { password_hash: string | null }) | undefined> =>
  sql
    .selectFrom('members')
    .select([...COLUMNS, 'password_hash'])
    .where('email_folded', '=', folded)
    .$narrowType<Narrow>()
    .executeTakeFirst();

export const passwordHashOf = async (sql: Sql, member: MemberId): Promise<string | null> => {
  const row = await sql.selectFrom('members').select('password_hash').where('id', '=', member).executeTakeFirst();
  return row?.password_hash ?? null;
};

/** The members with these folded addresses. */
export const membersByEmails = (
  sql: Sql,
  folded: readonly string[],
): Promise<{ id: MemberId; email_folded: string }[]> =>
  sql
    .selectFrom('members')
    .select(['id', 'email_folded'])
    .where((row) => row('email_folded', '=', row.fn.any(row.val([...folded]))))
    .$narrowType<{ id: MemberId; email_folded: string }>()
    .execute();

/** Members without a password, in one statement. */
export async function insertImportedMembers(
  db: Sql,
  rows: readonly (Omit<MemberRow, 'time_zone'> & { email_folded: string | null })[],
): Promise<void> {
  await sql`
    insert into members (id, team_id, role, handle, name, email, email_folded, created_at, deactivated_at)
    select * from unnest(
      ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.team_id)}::uuid[], ${rows.map((r) => r.role)}::text[],
      ${rows.map((r) => r.handle)}::text[], ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.email)}::text[],
      ${rows.map((r) => r.email_folded)}::text[], ${rows.map((r) => r.created_at)}::timestamptz[],
      ${rows.map((r) => r.deactivated_at)}::timestamptz[])`.execute(db);
}

/** False when the address is taken; waits for somebody who is taking it at this moment. The handle is free. */
export async function insertMember(
  sql: Sql,
  member: MemberRow & { email_folded: string | null; password_hash: string | null },
): Promise<boolean> {
  const inserted = await sql
    .insertInto('members')
    .values(member)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** The caller has seen, under the lock of the team, that the handle is free. */
export async function renameTo(sql: Sql, member: MemberId, name: string, handle: string): Promise<void> {
  await sql.updateTable('members').set({ name, handle }).where('id', '=', member).execute();
}

export async function setTimeZone(sql: Sql, member: MemberId, zone: string): Promise<void> {
  await sql.updateTable('members').set({ time_zone: zone }).where('id', '=', member).execute();
}

export async function setRole(sql: Sql, member: MemberId, role: Role): Promise<void> {
  await sql.updateTable('members').set({ role }).where('id', '=', member).execute();
}

export async function setRoles(
  db: Sql,
  roles: readonly { readonly member: MemberId; readonly role: Role }[],
): Promise<void> {
  if (roles.length === 0) return;
  await sql`
    update members set role = given.role
    from unnest(${roles.map((r) => r.member)}::uuid[], ${roles.map((r) => r.role)}::text[]) as given (id, role)
    where members.id = given.id`.execute(db);
}

export async function setDeactivated(sql: Sql, member: MemberId, at: Date | null): Promise<void> {
  await sql.updateTable('members').set({ deactivated_at: at }).where('id', '=', member).execute();
}

export async function setPasswordHash(sql: Sql, member: MemberId, hash: string): Promise<void> {
  await sql.updateTable('members').set({ password_hash: hash }).where('id', '=', member).execute();
}

/** Replaces the hash only if it is still the one that was verified. */
export async function replacePasswordHash(sql: Sql, member: MemberId, from: string, to: string): Promise<boolean> {
  const replaced = await sql
    .updateTable('members')
    .set({ password_hash: to })
    .where('id', '=', member)
    .where('password_hash', '=', from)
    .executeTakeFirst();
  return replaced.numUpdatedRows === 1n;
}

/** Whether the team has at least `count` members; reads no more than so many. */
export const hasMembersBeyond = async (sql: Sql, count: number): Promise<boolean> =>
  (await sql
    .selectFrom('members')
    .select('id')
    .limit(1)
    .offset(count - 1)
    .executeTakeFirst()) !== undefined;

/** The active members by their role. */
export const countActive = (sql: Sql): Promise<{ role: Role; count: number }[]> =>
  sql
    .selectFrom('members')
    .select((row) => ['role', row.fn.countAll<number>().as('count')])
    .where('deactivated_at', 'is', null)
    .groupBy('role')
    .$narrowType<{ role: Role }>()
    .execute();

/** Those who can sign in. Locks their rows: two owners cannot step down at the same time. */
export const activeOwners = (sql: Sql): Promise<{ id: string }[]> =>
  sql
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'owner')
    .where('deactivated_at', 'is', null)
    .where('password_hash', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
