import { sql } from 'kysely';
import type { Side } from '#contract/desk-embargo.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface FileRow {
  readonly number: number;
  readonly side: Side;
  readonly letter: number | null;
  readonly name: Buffer;
  readonly bytes: number;
  readonly digest: Buffer;
  readonly at: Date;
}
type Of = { case_id: CaseId; team_id: TeamId };

/** How many files the case has, which is also the last number, and how many bytes together. */
export async function filesSize(db: Sql, id: CaseId): Promise<{ count: number; bytes: number }> {
  const { rows } = await sql<{ count: number; bytes: number }>`
    select count(*)::integer as count, coalesce(sum(bytes), 0)::double precision as bytes
    from desk_files where case_id = ${id}`.execute(db);
  return rows[0] ?? { count: 0, bytes: 0 };
}

export async function insertFile(
  db: Sql,
  row: FileRow & Of,
  parts: readonly (Of & { number: number; part: number; sealed: Buffer })[],
): Promise<void> {
  await db.insertInto('desk_files').values(row).execute();
  if (parts.length > 0)
    await db
      .insertInto('desk_file_parts')
      .values([...parts])
      .execute();
}

export const filesOf = (db: Sql, id: CaseId, limit: number): Promise<FileRow[]> =>
  db
    .selectFrom('desk_files')
    .select(['number', 'side', 'letter', 'name', 'bytes', 'digest', 'at'])
    .where('case_id', '=', id)
    .orderBy('number')
    .limit(limit)
    .$narrowType<FileRow>()
    .execute();

export const fileParts = (
  db: Sql,
  id: CaseId,
  number: number,
  limit: number,
): Promise<{ part: number; sealed: Buffer }[]> =>
  db
    .selectFrom('desk_file_parts')
    .select(['part', 'sealed'])
    .where('case_id', '=', id)
    .where('number', '=', number)
    .orderBy('part')
    .limit(limit)
    .execute();
