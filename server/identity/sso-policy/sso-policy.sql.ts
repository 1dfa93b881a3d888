import type { MemberId, TeamId } from '#contract/ids.ts';
import type { SsoMode } from '#contract/sso.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PolicyRow {
  readonly mode: SsoMode;
  readonly counts_as_factor: boolean;
}

export const policyRow = (db: Sql): Promise<PolicyRow | undefined> =>
  db
    .selectFrom('sso_policies')
    .select(['mode', 'counts_as_factor'])
    .$narrowType<Pick<PolicyRow, 'mode'>>()
    .executeTakeFirst();

export async function putPolicy(
  db: Sql,
  policy: PolicyRow & { readonly team_id: TeamId; readonly set_by: MemberId; readonly set_at: Date },
): Promise<void> {
  await db
    .insertInto('sso_policies')
    .values(policy)
    .onConflict((row) => row.column('team_id').doUpdateSet(policy))
    .execute();
}

export const deletePolicy = async (db: Sql): Promise<boolean> =>
  (await db.deleteFrom('sso_policies').executeTakeFirst()).numDeletedRows > 0n;
