import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export const requiredFromOf = async (db: Sql): Promise<Date | undefined> =>
  (await db.selectFrom('two_factor_policies').select('required_from').executeTakeFirst())?.required_from;

export async function storePolicy(
  db: Sql,
  policy: {
    readonly team_id: TeamId;
    readonly required_from: Date;
    readonly set_by: MemberId;
    readonly set_at: Date;
  },
): Promise<void> {
  await db
    .insertInto('two_factor_policies')
    .values(policy)
    .onConflict((row) => row.column('team_id').doUpdateSet(policy))
    .execute();
}

export const deletePolicy = async (db: Sql): Promise<boolean> =>
  (await db.deleteFrom('two_factor_policies').executeTakeFirst()).numDeletedRows > 0n;

/** How many open accounts of people there are, and how many of them have no second factor. */
export async function coverage(db: Sql): Promise<{ people: number; lacking: number }> {
  const { rows } = await sql<{ people: number; lacking: number }>`
    select count(*)::integer as people, (count(*) filter (where second_factor_since is null))::integer as lacking
    from members where role <> 'bot' and deactivated_at is null`.execute(db);
  return rows[0] ?? { people: 0, lacking: 0 };
}
