import { sql } from 'kysely';
import type { MemberId, PasskeyId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { KeyRow } from './ceremony.ts';

export type Purpose = 'sign-in' | 'second-factor' | 'proof' | 'enrolment';

export interface ChallengeRow {
  readonly challenge_hash: Buffer;
  readonly team_id: TeamId;
  readonly purpose: Purpose;
  readonly browser_hash: Buffer;
  readonly expires_at: Date;
}

export async function insertChallenge(db: Sql, row: ChallengeRow): Promise<void> {
  await db.insertInto('passkey_challenges').values(row).execute();
}

export const challengeByHash = (
  db: Sql,
  hash: Buffer,
): Promise<Pick<ChallengeRow, 'purpose' | 'browser_hash' | 'expires_at'> | undefined> =>
  db
    .selectFrom('passkey_challenges')
    .select(['purpose', 'browser_hash', 'expires_at'])
    .where('challenge_hash', '=', hash)
    .$narrowType<{ purpose: Purpose }>()
    .executeTakeFirst();

export const deleteChallenge = async (db: Sql, hash: Buffer): Promise<boolean> =>
  (await db.deleteFrom('passkey_challenges').where('challenge_hash', '=', hash).executeTakeFirst()).numDeletedRows ===
  1n;

export const expireChallenges = async (db: Sql, before: Date): Promise<number> =>
  Number(
    (await db.deleteFrom('passkey_challenges').where('expires_at', '<', before).executeTakeFirst()).numDeletedRows,
  );

/**
 * The same of a few, the oldest first; what somebody else deletes at this moment is not waited for. As an array: a plan
 * may ask a subquery more than once, and then gets others.
 */
export async function expireSomeChallenges(db: Sql, before: Date, some: number): Promise<void> {
  await sql`
    delete from passkey_challenges where challenge_hash = any(array(
      select challenge_hash from passkey_challenges where expires_at < ${before}
      order by expires_at limit ${some} for update skip locked))`.execute(db);
}

export interface PasskeyRow extends KeyRow {
  readonly team_id: TeamId;
  readonly member_id: MemberId;
  /** In which session it was added; null before there were records of it. */
  readonly made_on: SessionId | null;
}

const COLUMNS = [
  ...(['id', 'team_id', 'member_id', 'host', 'credential_id', 'public_key', 'counter', 'transports'] as const),
  ...(['may_sync', 'is_synced', 'name', 'added_at', 'used_at', 'made_on'] as const),
];
type Narrow = Pick<PasskeyRow, 'id' | 'team_id' | 'member_id' | 'made_on'>;

/** In the order in which they were added. */
export const passkeyRowsOf = (db: Sql, member: MemberId, limit: number): Promise<PasskeyRow[]> =>
  db
    .selectFrom('passkeys')
    .select(COLUMNS)
    .where('member_id', '=', member)
    .orderBy('added_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

/** Of several who use it at once, one is looked at after the other: its counter rises. */
export const lockPasskey = (db: Sql, host: string, credential: Buffer): Promise<PasskeyRow | undefined> =>
  db
    .selectFrom('passkeys')
    .select(COLUMNS)
    .where('host', '=', host)
    .where('credential_id', '=', credential)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** False when the team has this very one already. */
export const insertPasskey = async (db: Sql, row: PasskeyRow): Promise<boolean> => {
  const inserted = await db
    .insertInto('passkeys')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

export async function markPasskeyUsed(
  db: Sql,
  id: PasskeyId,
  use: { readonly counter: number; readonly is_synced: boolean; readonly used_at: Date },
): Promise<void> {
  await db.updateTable('passkeys').set(use).where('id', '=', id).execute();
}

export const renamePasskeyRow = async (db: Sql, member: MemberId, id: PasskeyId, name: string): Promise<boolean> => {
  const query = db.updateTable('passkeys').set({ name }).where('id', '=', id).where('member_id', '=', member);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
};

export const deletePasskeyRow = (db: Sql, member: MemberId, id: PasskeyId): Promise<PasskeyRow | undefined> =>
  db
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('member_id', '=', member)
    .returning(COLUMNS)
    .$narrowType<Narrow>()
    .executeTakeFirst();

export async function deletePasskeyRowsOf(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('passkeys').where('member_id', '=', member).execute();
}
