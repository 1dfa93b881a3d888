import { sql } from 'kysely';
import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface NoteRow {
  readonly number: number;
  readonly author_id: MemberId;
  readonly body: Buffer;
  readonly at: Date;
}

export async function notesOf(db: Sql, id: CaseId, limit: number): Promise<NoteRow[]> {
  const rows = await db
    .selectFrom('desk_notes')
    .select(['number', 'author_id', 'body', 'at'])
    .where('case_id', '=', id)
    .orderBy('number', 'desc')
    .limit(limit)
    .$narrowType<NoteRow>()
    .execute();
  return rows.toReversed();
}

/** The case is locked, so the next number is one more than the last. */
export async function nextNote(db: Sql, id: CaseId): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(number), 0) + 1 as next from desk_notes where case_id = ${id}`.execute(db);
  return rows[0]?.next ?? 1;
}

export async function insertNote(db: Sql, row: NoteRow & { case_id: CaseId; team_id: TeamId }): Promise<void> {
  await db.insertInto('desk_notes').values(row).execute();
}
