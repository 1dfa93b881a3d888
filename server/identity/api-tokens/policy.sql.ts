import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PolicyRow {
  readonly members_may: boolean;
  /** Null: also without an end. */
  readonly longest_days: number | null;
}

/** What the team set; undefined: nothing. */
export const policyOf = (db: Sql): Promise<PolicyRow | undefined> =>
  db.selectFrom('token_policies').select(['members_may', 'longest_days']).executeTakeFirst();

export async function storePolicy(
  db: Sql,
  policy: PolicyRow & { readonly team_id: TeamId; readonly set_by: MemberId; readonly set_at: Date },
): Promise<void> {
  await db
    .insertInto('token_policies')
    .values(policy)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(policy))
    .execute();
}

/** Lets no valid token of the team last beyond this moment; returns how many end sooner than they would have. */
export async function endBy(db: Sql, latest: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update api_tokens set expires_at = ${latest}
    where revoked_at is null and (expires_at is null or expires_at > ${latest})`.execute(db);
  return Number(numAffectedRows ?? 0);
}
