import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Role } from '#contract/identity.ts';
import type { Sql } from '#platform/database/database.ts';

export interface MemberRow {
  readonly id: MemberId;
  readonly team_id: TeamId;
  readonly role: Role;
  readonly handle: string;
  readonly name: string;
  readonly email: string | null;
  readonly created_at: Date;
  readonly deactivated_at: Date | null;
}

const COLUMNS = ['id', 'team_id', 'role', 'handle', 'name', 'email', 'created_at', 'deactivated_at'] as const;
type Narrow = { id: MemberId; team_id: TeamId; role: Role };

export const memberById = (sql: Sql, member: MemberId): Promise<MemberRow | undefined> =>
  sql.selectFrom('members').select(COLUMNS).where('id', '=', member).$narrowType<Narrow>().executeTakeFirst();

/** Holds the row until the end of the unit: roles are changed one after the other. */
export const lockMember = (sql: Sql, member: MemberId): Promise<MemberRow | undefined> =>
  sql.selectFrom('members').select(COLUMNS).where('id', '=', member).forUpdate().$narrowType<Narrow>().executeTakeFirst();

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

export const membersAfter = (sql: Sql, after: MemberId | undefined, limit: number): Promise<MemberRow[]> => {
  const query = sql.selectFrom('members').select(COLUMNS).orderBy('id').limit(limit).$narrowType<Narrow>();
  return (after ? query.where('id', '>', after) : query).execute();
};

export const memberByEmail = (sql: Sql, folded: string): Promise<(MemberRow & { password_hash: string | null }) | undefined> =>
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

export async function insertMember(
  sql: Sql,
  member: MemberRow & { email_folded: string | null; password_hash: string | null },
): Promise<void> {
  await sql.insertInto('members').values(member).execute();
}

export async function updateMember(
  sql: Sql,
  member: MemberId,
  change: { name?: string; handle?: string; role?: Role; deactivated_at?: Date | null; password_hash?: string },
): Promise<void> {
  await sql.updateTable('members').set(change).where('id', '=', member).execute();
}

/** Replaces the hash only if it is still the one that was verified. */
export async function replacePasswordHash(sql: Sql, member: MemberId, from: string, to: string): Promise<void> {
  await sql
    .updateTable('members')
    .set({ password_hash: to })
    .where('id', '=', member)
    .where('password_hash', '=', from)
    .execute();
}

/** Locks the owners' rows: two owners cannot step down at the same time. */
export const activeOwners = (sql: Sql): Promise<{ id: string }[]> =>
  sql
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'owner')
    .where('deactivated_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
