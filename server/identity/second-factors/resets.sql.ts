import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ResetRow {
  readonly member_id: MemberId;
  readonly asked_by: MemberId;
  readonly asked_at: Date;
  readonly due_at: Date;
}

const COLUMNS = ['member_id', 'asked_by', 'asked_at', 'due_at'] as const;
type Narrow = { member_id: MemberId; asked_by: MemberId };

/** One that is under way already goes on, with its time and its asker; false then. */
export const insertReset = async (db: Sql, row: ResetRow & { readonly team_id: TeamId }): Promise<boolean> => {
  const inserted = await db
    .insertInto('second_factor_resets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

export const resetOf = (db: Sql, member: MemberId): Promise<ResetRow | undefined> =>
  db
    .selectFrom('second_factor_resets')
    .select(COLUMNS)
    .where('member_id', '=', member)
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** Those under way, the next one first. */
export const openResets = (db: Sql, limit: number): Promise<ResetRow[]> =>
  db
    .selectFrom('second_factor_resets')
    .select(COLUMNS)
    .orderBy('due_at')
    .orderBy('member_id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

export const nextDueReset = (db: Sql, now: Date): Promise<ResetRow | undefined> =>
  db
    .selectFrom('second_factor_resets')
    .select(COLUMNS)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(1)
    .$narrowType<Narrow>()
    .executeTakeFirst();

export const deleteReset = async (db: Sql, member: MemberId): Promise<boolean> =>
  (await db.deleteFrom('second_factor_resets').where('member_id', '=', member).executeTakeFirst()).numDeletedRows > 0n;
