import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface SummaryRow {
  readonly id: string;
  readonly member_id: MemberId;
  readonly ip: string;
  readonly user_agent: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly accepted: number;
  readonly refused: number;
  readonly disavowed_at: Date | null;
}

/** Adds to the line of this member, device and address, or begins it. Whoever signs in there again is no stranger. */
export async function addToSummary(
  db: Sql,
  line: Omit<SummaryRow, 'first_at' | 'last_at' | 'disavowed_at'> & {
    readonly team_id: TeamId;
    readonly device_hash: Buffer;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    insert into access_summaries
      (id, team_id, member_id, device_hash, ip, user_agent, first_at, last_at, accepted, refused)
    values (${line.id}, ${line.team_id}, ${line.member_id}, ${line.device_hash}, ${line.ip}, ${line.user_agent},
      ${line.at}, ${line.at}, ${line.accepted}, ${line.refused})
    on conflict (member_id, device_hash, ip) do update set
      user_agent = excluded.user_agent, last_at = greatest(access_summaries.last_at, excluded.last_at),
      accepted = access_summaries.accepted + excluded.accepted,
      disavowed_at = case when excluded.accepted > 0 then null else access_summaries.disavowed_at end,
      refused = access_summaries.refused + excluded.refused`.execute(db);
}

/**
 * Whether the member ever signed in, or may have, and whether on this device. Who was there before `wholeSince` may
 * have: lines from then are gone.
 */
export async function seenBefore(
  db: Sql,
  member: MemberId,
  device: Buffer,
  wholeSince: Date,
): Promise<{ readonly ever: boolean; readonly here: boolean }> {
  const { rows } = await sql<{ ever: boolean; here: boolean }>`
    select exists (select from access_summaries where member_id = ${member} and accepted > 0)
             or exists (select from members where id = ${member} and created_at < ${wholeSince}) as ever,
           exists (select from access_summaries
                   where member_id = ${member} and device_hash = ${device} and accepted > 0
                     and disavowed_at is null) as here`.execute(db);
  return rows[0] ?? { ever: false, here: false };
}

/** The last used first, below the line `after`. */
export function latestSummaries(
  db: Sql,
  member: MemberId | undefined,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<SummaryRow[]> {
  let query = db
    .selectFrom('access_summaries')
    .select(['id', 'member_id', 'ip', 'user_agent', 'first_at', 'last_at', 'accepted', 'refused'])
    .select('disavowed_at')
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (member !== undefined) query = query.where('member_id', '=', member);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(last_at, id) < (select s.last_at, s.id from access_summaries s where s.id = ${after}::uuid)`,
    );
  return query.$narrowType<{ member_id: MemberId }>().execute();
}

export async function disavowDevice(db: Sql, member: MemberId, device: Buffer, at: Date): Promise<void> {
  await db
    .updateTable('access_summaries')
    .set({ disavowed_at: at })
    .where('member_id', '=', member)
    .where('device_hash', '=', device)
    .execute();
}

/**
 * Deletes the lines that were last added to before then; returns how many. A device that is signed in, or was until
 * lately, is remembered with its session, so its lines stay as long.
 */
export async function expireSummaries(db: Sql, before: Date): Promise<number> {
  const gone = await sql`
    delete from access_summaries l where l.last_at < ${before} and not exists (
      select from sessions s where s.member_id = l.member_id and s.device_hash = l.device_hash)`.execute(db);
  return Number(gone.numAffectedRows ?? 0n);
}
