import { sql } from 'kysely';
import type { Duty, Part } from '#contract/desk-cases.ts';
import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PersonRow {
  readonly member_id: MemberId;
  readonly part: Part;
  readonly reason: Buffer;
  readonly added_by: MemberId | null;
  readonly added_at: Date;
  readonly terms: string | null;
  readonly accepted_at: Date | null;
}
const COLUMNS = ['member_id', 'part', 'reason', 'added_by', 'added_at', 'terms', 'accepted_at'] as const;

/** Of one member: the part in the case, and the duty at the desk, without which only a fixer's part counts. */
export async function standingIn(
  db: Sql,
  id: CaseId,
  member: MemberId,
): Promise<{ part: Part | null; terms: string | null; duty: Duty | null } | undefined> {
  const { rows } = await sql<{ part: Part | null; terms: string | null; duty: Duty | null }>`
    select p.part, p.terms, r.duty from (select ${member}::uuid as member_id) who
    left join desk_people p on p.case_id = ${id} and p.member_id = who.member_id
    left join desk_roster r on r.member_id = who.member_id`.execute(db);
  return rows[0];
}

export const casePeople = (db: Sql, id: CaseId, limit: number): Promise<PersonRow[]> =>
  db
    .selectFrom('desk_people')
    .select(COLUMNS)
    .where('case_id', '=', id)
    .orderBy('added_at')
    .orderBy('member_id')
    .limit(limit)
    .$narrowType<PersonRow>()
    .execute();

export async function putPerson(db: Sql, row: PersonRow & { case_id: CaseId; team_id: TeamId }): Promise<void> {
  await db
    .insertInto('desk_people')
    .values(row)
    .onConflict((conflict) => conflict.columns(['case_id', 'member_id']).doUpdateSet({ part: row.part }))
    .execute();
}

export async function acceptTerms(db: Sql, id: CaseId, member: MemberId, terms: string, at: Date): Promise<void> {
  await db
    .updateTable('desk_people')
    .set({ terms, accepted_at: at })
    .where('case_id', '=', id)
    .where('member_id', '=', member)
    .execute();
}

export async function deletePerson(db: Sql, id: CaseId, member: MemberId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('desk_people')
    .where('case_id', '=', id)
    .where('member_id', '=', member)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
