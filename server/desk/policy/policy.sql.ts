import { sql as raw } from 'kysely';
import type { DeskPolicy } from '#contract/desk-policy.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PolicyRow {
  readonly team_id: TeamId;
  readonly version: number;
  readonly policy: DeskPolicy;
  readonly set_by: MemberId;
  readonly set_at: Date;
}

type Narrow = Pick<PolicyRow, 'team_id' | 'policy' | 'set_by'>;
const COLUMNS = ['team_id', 'version', 'policy', 'set_by', 'set_at'] as const;

export const latestPolicy = (sql: Sql): Promise<PolicyRow | undefined> =>
  sql
    .selectFrom('desk_policies')
    .select(COLUMNS)
    .orderBy('version', 'desc')
    .limit(1)
    .$narrowType<Narrow>()
    .executeTakeFirst();

export const policyRow = (sql: Sql, version: number): Promise<PolicyRow | undefined> =>
  sql
    .selectFrom('desk_policies')
    .select(COLUMNS)
    .where('version', '=', version)
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** The newest first. */
export const policyVersions = (sql: Sql, limit: number): Promise<Omit<PolicyRow, 'team_id' | 'policy'>[]> =>
  sql
    .selectFrom('desk_policies')
    .select(['version', 'set_by', 'set_at'])
    .orderBy('version', 'desc')
    .limit(limit)
    .$narrowType<Pick<PolicyRow, 'set_by'>>()
    .execute();

export async function insertPolicy(sql: Sql, { policy, ...row }: PolicyRow): Promise<void> {
  await sql
    .insertInto('desk_policies')
    .values({ ...row, policy: JSON.stringify(policy) })
    .execute();
}

/** What the policy in force at each of these moments promises; undefined before the first one. */
export async function promisedAt(
  sql: Sql,
  moments: readonly Date[],
): Promise<(Pick<DeskPolicy, 'promises' | 'embargoDays'> | undefined)[]> {
  const { rows } = await raw<{ promised: Pick<DeskPolicy, 'promises' | 'embargoDays'> | null }>`
    select (
      select jsonb_build_object('promises', p.policy->'promises', 'embargoDays', p.policy->'embargoDays')
      from desk_policies p where p.set_at <= asked.at order by p.version desc limit 1) as promised
    from unnest(${moments}::timestamptz[]) with ordinality as asked (at, number) order by asked.number`.execute(sql);
  return rows.map(({ promised }) => promised ?? undefined);
}
