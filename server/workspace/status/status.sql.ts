import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface StatusRow {
  readonly member_id: MemberId;
  readonly emoji: string | null;
  readonly text: Buffer | null;
  readonly expires_at: Date | null;
}

/** Those that have not ended at `now`, whether or not they have been removed since. */
export const statusesAt = (db: Sql, members: readonly MemberId[], now: Date): Promise<StatusRow[]> =>
  db
    .selectFrom('member_statuses')
    .select(['member_id', 'emoji', 'text', 'expires_at'])
    .where((row) => row('member_id', '=', row.fn.any(row.val([...members]))))
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
    .$narrowType<{ member_id: MemberId }>()
    .execute();

export async function putStatus(db: Sql, team: TeamId, row: StatusRow, setAt: Date): Promise<void> {
  const { member_id, ...status } = row;
  const values = { ...status, set_at: setAt };
  await db
    .insertInto('member_statuses')
    .values({ member_id, team_id: team, ...values })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(values))
    .execute();
}

export async function deleteStatus(db: Sql, member: MemberId): Promise<boolean> {
  const gone = await db.deleteFrom('member_statuses').where('member_id', '=', member).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

/** Removes what has ended; what another process is removing is passed over. Returns whose statuses went. */
export async function deleteEnded(db: Sql, now: Date, limit: number): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    delete from member_statuses where member_id in (
      select member_id from member_statuses where expires_at <= ${now}
      order by expires_at, member_id limit ${limit} for update skip locked)
    returning member_id`.execute(db);
  return rows.map((row) => row.member_id);
}
