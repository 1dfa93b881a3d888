import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** What the team set, and when; undefined: nothing. */
export const keptDaysOf = (db: Sql): Promise<{ readonly kept_days: number; readonly set_at: Date } | undefined> =>
  db.selectFrom('access_log_policies').select(['kept_days', 'set_at']).executeTakeFirst();

export async function storeKeptDays(
  db: Sql,
  policy: {
    readonly team_id: TeamId;
    readonly kept_days: number;
    readonly set_by: MemberId;
    readonly set_at: Date;
  },
): Promise<void> {
  await db
    .insertInto('access_log_policies')
    .values(policy)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(policy))
    .execute();
}
