import { sql as raw } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface AttemptRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: 'sign-in' | 'denied';
  readonly outcome: 'accepted' | 'refused';
  readonly reason: string;
  readonly means: string | null;
  readonly factor: string | null;
  readonly member_id: MemberId | null;
  readonly ip: string;
  readonly user_agent: string;
  readonly times: number;
  readonly since: Date | null;
}

type Narrow = Pick<AttemptRow, 'kind' | 'outcome' | 'member_id'>;

export async function insertAttempt(
  sql: Sql,
  attempt: AttemptRow & { readonly team_id: TeamId; readonly device_hash: Buffer | null },
): Promise<void> {
  await sql.insertInto('attempts').values(attempt).execute();
}

/** What is looked for; what is left out does not matter. */
export interface Wanted {
  readonly member?: MemberId | undefined;
  readonly kind?: string | undefined;
  readonly outcome?: string | undefined;
  readonly means?: string | undefined;
  readonly reason?: string | undefined;
  /** As `readNetwork` writes it. */
  readonly network?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Newest first, below `after`: its id rises with time. */
export function latestAttempts(
  sql: Sql,
  { member, kind, outcome, means, reason, network, from, until }: Wanted,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<AttemptRow[]> {
  let query = sql
    .selectFrom('attempts')
    .select(['id', 'at', 'kind', 'outcome', 'reason', 'means', 'factor', 'member_id', 'ip', 'user_agent'])
    .select(['times', 'since'])
    .orderBy('id', 'desc')
    .limit(limit);
  if (member !== undefined) query = query.where('member_id', '=', member);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (means !== undefined) query = query.where('means', '=', means);
  if (reason !== undefined) query = query.where('reason', '=', reason);
  if (network !== undefined) query = query.where(raw<boolean>`ip <<= ${network}::inet`);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (until !== undefined) query = query.where('at', '<', until);
  if (after !== undefined) query = query.where('id', '<', after);
  return query.$narrowType<Narrow>().execute();
}
