import { sql } from 'kysely';
import type { Side } from '#contract/desk-embargo.ts';
import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface LetterRow {
  readonly number: number;
  readonly side: Side;
  readonly author_id: MemberId | null;
  readonly automatic: boolean;
  readonly body: Buffer;
  readonly at: Date;
}
export interface EventRow {
  readonly number: number;
  readonly kind: string;
  readonly side: Side | 'system';
  readonly actor: MemberId | null;
  readonly shown: boolean;
  readonly details: Buffer | null;
  readonly at: Date;
}
type Of = { case_id: CaseId; team_id: TeamId };

/** The case is locked, so the next number is one more than the last. */
async function nextIn(db: Sql, table: 'desk_letters' | 'desk_events', id: CaseId): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(number), 0) + 1 as next from ${sql.table(table)} where case_id = ${id}`.execute(db);
  return rows[0]?.next ?? 1;
}

export async function lettersOf(db: Sql, id: CaseId, limit: number): Promise<LetterRow[]> {
  const rows = await db
    .selectFrom('desk_letters')
    .select(['number', 'side', 'author_id', 'automatic', 'body', 'at'])
    .where('case_id', '=', id)
    .orderBy('number', 'desc')
    .limit(limit)
    .$narrowType<LetterRow>()
    .execute();
  return rows.toReversed();
}

/** The latest one that no program wrote. */
export const lastOfPerson = (db: Sql, id: CaseId): Promise<Pick<LetterRow, 'side'> | undefined> =>
  db
    .selectFrom('desk_letters')
    .select('side')
    .where('case_id', '=', id)
    .where('automatic', '=', false)
    .orderBy('number', 'desc')
    .limit(1)
    .$narrowType<Pick<LetterRow, 'side'>>()
    .executeTakeFirst();

export const nextLetter = (db: Sql, id: CaseId): Promise<number> => nextIn(db, 'desk_letters', id);
export const nextEvent = (db: Sql, id: CaseId): Promise<number> => nextIn(db, 'desk_events', id);

export async function insertLetter(db: Sql, row: LetterRow & Of): Promise<void> {
  await db.insertInto('desk_letters').values(row).execute();
}

export async function eventsOf(db: Sql, id: CaseId, shownOnly: boolean, limit: number): Promise<EventRow[]> {
  const rows = await db
    .selectFrom('desk_events')
    .select(['number', 'kind', 'side', 'actor', 'shown', 'details', 'at'])
    .where('case_id', '=', id)
    .$if(shownOnly, (query) => query.where('shown', '=', true))
    .orderBy('number', 'desc')
    .limit(limit)
    .$narrowType<EventRow>()
    .execute();
  return rows.toReversed();
}

export async function hasEvent(db: Sql, id: CaseId, kind: string): Promise<boolean> {
  const found = db.selectFrom('desk_events').select('number').where('case_id', '=', id).where('kind', '=', kind);
  return (await found.executeTakeFirst()) !== undefined;
}

export async function insertEvent(db: Sql, row: EventRow & Of): Promise<void> {
  await db.insertInto('desk_events').values(row).execute();
}
