import { sql } from 'kysely';
import type { OperatorId, PasskeyId } from '#contract/ids.ts';
import type { KeyRow, KeyUse } from '#identity/passkeys/passkeys.ts';
import type { Sql } from '#platform/database/database.ts';

export interface OperatorKeyRow extends KeyRow {
  readonly operator_id: OperatorId;
}

const COLUMNS = [
  ...(['id', 'operator_id', 'host', 'credential_id', 'public_key', 'counter', 'transports'] as const),
  ...(['may_sync', 'is_synced', 'name', 'added_at', 'used_at'] as const),
];
type Narrow = Pick<OperatorKeyRow, 'id' | 'operator_id'>;

/** In the order in which they were added. */
export const keyRowsOf = (db: Sql, operator: OperatorId, limit: number): Promise<OperatorKeyRow[]> =>
  db
    .selectFrom('operator_passkeys')
    .select(COLUMNS)
    .where('operator_id', '=', operator)
    .orderBy('added_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

/** Of several who use it at once, one is looked at after the other. */
export const lockKey = (db: Sql, host: string, credential: Buffer): Promise<OperatorKeyRow | undefined> =>
  db
    .selectFrom('operator_passkeys')
    .select(COLUMNS)
    .where('host', '=', host)
    .where('credential_id', '=', credential)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** False when somebody has this very one already. */
export const insertKey = async (db: Sql, row: OperatorKeyRow): Promise<boolean> => {
  const inserted = await db
    .insertInto('operator_passkeys')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

export async function markKeyUsed(db: Sql, id: PasskeyId, use: KeyUse): Promise<void> {
  await db.updateTable('operator_passkeys').set(use).where('id', '=', id).execute();
}

/** False when the operator has none such. */
export const deleteKey = async (db: Sql, operator: OperatorId, id: PasskeyId): Promise<boolean> => {
  const query = db.deleteFrom('operator_passkeys').where('id', '=', id).where('operator_id', '=', operator);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
};

export async function deleteKeysOf(db: Sql, operator: OperatorId): Promise<void> {
  await db.deleteFrom('operator_passkeys').where('operator_id', '=', operator).execute();
}

export interface OperatorChallengeRow {
  readonly challenge_hash: Buffer;
  readonly purpose: string;
  readonly browser_hash: Buffer;
  readonly expires_at: Date;
}

export async function insertChallenge(db: Sql, row: OperatorChallengeRow): Promise<void> {
  await db.insertInto('operator_passkey_challenges').values(row).execute();
}

export const challengeByHash = (db: Sql, hash: Buffer): Promise<OperatorChallengeRow | undefined> =>
  db
    .selectFrom('operator_passkey_challenges')
    .select(['challenge_hash', 'purpose', 'browser_hash', 'expires_at'])
    .where('challenge_hash', '=', hash)
    .executeTakeFirst();

export const deleteChallenge = async (db: Sql, hash: Buffer): Promise<boolean> => {
  const query = db.deleteFrom('operator_passkey_challenges').where('challenge_hash', '=', hash);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
};

/** The oldest first; what somebody else deletes at this moment is not waited for. */
export async function expireSomeChallenges(db: Sql, before: Date, some: number): Promise<void> {
  await sql`
    delete from operator_passkey_challenges where challenge_hash = any(array(
      select challenge_hash from operator_passkey_challenges where expires_at < ${before}
      order by expires_at limit ${some} for update skip locked))`.execute(db);
}
