import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface NewRecoveryCode {
  readonly team_id: TeamId;
  readonly member_id: MemberId;
  readonly code_hash: Buffer;
  readonly made_at: Date;
  readonly made_on: SessionId;
}

/** A set that does not count yet, in the place of an earlier such one. */
export async function putPendingCodes(db: Sql, member: MemberId, codes: readonly NewRecoveryCode[]): Promise<void> {
  await db.deleteFrom('recovery_codes').where('member_id', '=', member).where('counts_since', 'is', null).execute();
  await db
    .insertInto('recovery_codes')
    .values([...codes])
    .execute();
}

export const hasPendingCode = async (db: Sql, member: MemberId, hash: Buffer): Promise<boolean> =>
  (await db
    .selectFrom('recovery_codes')
    .select('member_id')
    .where('member_id', '=', member)
    .where('code_hash', '=', hash)
    .where('counts_since', 'is', null)
    .executeTakeFirst()) !== undefined;

/** From now on the pending set counts, and it alone. */
export async function letPendingCount(db: Sql, member: MemberId, now: Date): Promise<void> {
  await db.deleteFrom('recovery_codes').where('member_id', '=', member).where('counts_since', 'is not', null).execute();
  await db.updateTable('recovery_codes').set({ counts_since: now }).where('member_id', '=', member).execute();
}

/** False when the member has no such code that counts; of several who use it at once, one gets true. */
export const takeCode = async (db: Sql, member: MemberId, hash: Buffer): Promise<boolean> => {
  const taken = await db
    .deleteFrom('recovery_codes')
    .where('member_id', '=', member)
    .where('code_hash', '=', hash)
    .where('counts_since', 'is not', null)
    .executeTakeFirst();
  return taken.numDeletedRows === 1n;
};

export const countCodes = async (db: Sql, member: MemberId): Promise<number> => {
  const row = await db
    .selectFrom('recovery_codes')
    .select((of) => of.fn.countAll<string>().as('left'))
    .where('member_id', '=', member)
    .where('counts_since', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(row.left);
};

export async function deleteCodes(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('recovery_codes').where('member_id', '=', member).execute();
}

/** Whether there are some that were made in one of these sessions, counting or not. */
export const areCodesMadeOn = async (db: Sql, member: MemberId, sessions: readonly SessionId[]): Promise<boolean> =>
  (await db
    .selectFrom('recovery_codes')
    .select('member_id')
    .where('member_id', '=', member)
    .where((row) => row('made_on', '=', row.fn.any(row.val([...sessions]))))
    .limit(1)
    .executeTakeFirst()) !== undefined;

export async function deleteCodesMadeOn(db: Sql, member: MemberId, sessions: readonly SessionId[]): Promise<void> {
  await db
    .deleteFrom('recovery_codes')
    .where('member_id', '=', member)
    .where((row) => row('made_on', '=', row.fn.any(row.val([...sessions]))))
    .execute();
}
