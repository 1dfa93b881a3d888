import { sql } from 'kysely';
import type { Duty } from '#contract/desk-cases.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface RosterRow {
  readonly member_id: MemberId;
  readonly duty: Duty;
  readonly added_at: Date;
}
type Narrow = { member_id: MemberId; duty: Duty };

/** Those whose accounts are open, in the order in which they came. */
export const rosterRows = (db: Sql, limit: number): Promise<RosterRow[]> =>
  db
    .selectFrom('desk_roster as r')
    .innerJoin('members as m', 'm.id', 'r.member_id')
    .select(['r.member_id', 'r.duty', 'r.added_at'])
    .where('m.deactivated_at', 'is', null)
    .orderBy('r.added_at')
    .orderBy('r.member_id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

export const dutyRow = (db: Sql, member: MemberId): Promise<{ duty: Duty } | undefined> =>
  db
    .selectFrom('desk_roster')
    .select('duty')
    .where('member_id', '=', member)
    .$narrowType<{ duty: Duty }>()
    .executeTakeFirst();

export async function putDuty(
  db: Sql,
  row: { member_id: MemberId; team_id: TeamId; duty: Duty; added_by: MemberId; added_at: Date },
): Promise<void> {
  await db
    .insertInto('desk_roster')
    .values(row)
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ duty: row.duty }))
    .execute();
}

export async function deleteDuty(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('desk_roster').where('member_id', '=', member).execute();
}

/** The coordinator whose last turn is longest ago; marks that this one is theirs, under the lock of the row. */
export async function takeTurn(db: Sql, at: Date): Promise<MemberId | undefined> {
  const { rows } = await sql<{ member_id: MemberId }>`
    update desk_roster set had_turn_at = ${at} where member_id = (
      select r.member_id from desk_roster r join members m on m.id = r.member_id and m.deactivated_at is null
      where r.duty = 'coordinator' order by r.had_turn_at nulls first, r.added_at, r.member_id
      limit 1 for update of r)
    returning member_id`.execute(db);
  return rows[0]?.member_id;
}
