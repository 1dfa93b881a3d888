import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface AttemptRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: 'sign-in' | 'denied';
  readonly outcome: 'accepted' | 'refused';
  readonly reason: string;
  readonly member_id: MemberId | null;
  readonly ip: string;
  readonly user_agent: string;
}

type Narrow = Pick<AttemptRow, 'kind' | 'outcome' | 'member_id'>;

export async function insertAttempt(sql: Sql, attempt: AttemptRow & { team_id: TeamId }): Promise<void> {
  await sql.insertInto('attempts').values(attempt).execute();
}

/** Newest first, below `after`, of one member if given. */
export function latestAttempts(
  sql: Sql,
  filter: { readonly member: MemberId | undefined; readonly after: string | undefined; readonly limit: number },
): Promise<AttemptRow[]> {
  let query = sql
    .selectFrom('attempts')
    .select(['id', 'at', 'kind', 'outcome', 'reason', 'member_id', 'ip', 'user_agent'])
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.member !== undefined) query = query.where('member_id', '=', filter.member);
  if (filter.after !== undefined) query = query.where('id', '<', filter.after);
  return query.$narrowType<Narrow>().execute();
}
