import { sql } from 'kysely';
import type { Part } from '#contract/desk-cases.ts';
import type { Side } from '#contract/desk-embargo.ts';
import type { DeskFact } from '#contract/desk-facts.ts';
import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

type Of = { case_id: CaseId; team_id: TeamId };

export interface FactRow {
  readonly fact: DeskFact;
  readonly side: Side | 'system';
  readonly stated_by: MemberId | null;
  readonly evidence: Buffer;
  readonly at: Date;
}

export const factsOf = (db: Sql, cases: readonly CaseId[]): Promise<(FactRow & { case_id: CaseId })[]> =>
  db
    .selectFrom('desk_facts')
    .select(['case_id', 'fact', 'side', 'stated_by', 'evidence', 'at'])
    .where((row) => row('case_id', '=', row.fn.any(row.val([...cases]))))
    .orderBy('at')
    .orderBy('fact')
    .limit(6 * cases.length)
    .$narrowType<FactRow & { case_id: CaseId }>()
    .execute();

export async function insertFact(db: Sql, row: FactRow & Of): Promise<void> {
  await db.insertInto('desk_facts').values(row).execute();
}

export interface PauseRow {
  readonly case_id: CaseId;
  readonly began_at: Date;
  readonly ended_at: Date | null;
}

export const pausesOf = (db: Sql, cases: readonly CaseId[], limit: number): Promise<PauseRow[]> =>
  db
    .selectFrom('desk_pauses')
    .select(['case_id', 'began_at', 'ended_at'])
    .where((row) => row('case_id', '=', row.fn.any(row.val([...cases]))))
    .orderBy('began_at')
    .limit(limit)
    .$narrowType<PauseRow>()
    .execute();

export async function beginPause(db: Sql, of: Of, at: Date): Promise<void> {
  await db
    .insertInto('desk_pauses')
    .values({ ...of, began_at: at, ended_at: null })
    .execute();
}

export async function endPause(db: Sql, id: CaseId, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('desk_pauses')
    .set({ ended_at: at })
    .where('case_id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export interface RatingRow {
  readonly number: number;
  readonly rated_by: MemberId;
  readonly body: Buffer;
  readonly at: Date;
}

export const ratingsOf = (db: Sql, id: CaseId, limit: number): Promise<RatingRow[]> =>
  db
    .selectFrom('desk_ratings')
    .select(['number', 'rated_by', 'body', 'at'])
    .where('case_id', '=', id)
    .orderBy('number')
    .limit(limit)
    .$narrowType<RatingRow>()
    .execute();

export async function insertRating(db: Sql, row: RatingRow & Of): Promise<void> {
  await db.insertInto('desk_ratings').values(row).execute();
}

export interface ViewRow {
  readonly number: number;
  readonly viewer: MemberId | null;
  readonly part: Part | 'reporter';
  readonly seen: 'case' | 'report' | 'file' | 'reporter-page' | 'reporter-file';
  readonly at: Date;
  readonly digest: Buffer;
}

export async function viewsOf(db: Sql, id: CaseId, limit: number): Promise<ViewRow[]> {
  const rows = await db
    .selectFrom('desk_views')
    .select(['number', 'viewer', 'part', 'seen', 'at', 'digest'])
    .where('case_id', '=', id)
    .orderBy('number', 'desc')
    .limit(limit)
    .$narrowType<ViewRow>()
    .execute();
  return rows.toReversed();
}

/** When this viewer last saw this. */
export const lastView = (
  db: Sql,
  id: CaseId,
  viewer: MemberId | null,
  seen: ViewRow['seen'],
): Promise<{ at: Date } | undefined> =>
  db
    .selectFrom('desk_views')
    .select('at')
    .where('case_id', '=', id)
    .where('viewer', 'is not distinct from', viewer)
    .where('seen', '=', seen)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();

export async function insertView(db: Sql, row: ViewRow & Of): Promise<void> {
  await db.insertInto('desk_views').values(row).execute();
}

/** How many people of each part opened the case. */
export async function viewersByPart(db: Sql, id: CaseId): Promise<{ part: Part; count: number }[]> {
  const { rows } = await sql<{ part: Part; count: number }>`
    select part, count(distinct viewer)::integer as count from desk_views
    where case_id = ${id} and viewer is not null group by part`.execute(db);
  return rows;
}

export async function givenAlarms(db: Sql, id: CaseId): Promise<Set<string>> {
  const rows = await db.selectFrom('desk_alarms').select(['clock', 'alarm']).where('case_id', '=', id).execute();
  return new Set(rows.map(({ clock, alarm }) => `${clock}/${alarm}`));
}

/** Whether it is new: of several processes one gives it. */
export async function recordAlarm(
  db: Sql,
  row: Of & { clock: string; alarm: number; given_at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('desk_alarms')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
