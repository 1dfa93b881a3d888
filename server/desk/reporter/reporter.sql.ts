import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export async function insertSession(
  db: Sql,
  row: { digest: Buffer; team_id: TeamId; case_id: CaseId; ends_at: Date },
): Promise<void> {
  await db.insertInto('desk_reporter_sessions').values(row).execute();
}

export const sessionCase = (db: Sql, digest: Buffer, now: Date): Promise<{ case_id: CaseId } | undefined> =>
  db
    .selectFrom('desk_reporter_sessions')
    .select('case_id')
    .where('digest', '=', digest)
    .where('ends_at', '>', now)
    .$narrowType<{ case_id: CaseId }>()
    .executeTakeFirst();

export async function deleteSession(db: Sql, digest: Buffer): Promise<void> {
  await db.deleteFrom('desk_reporter_sessions').where('digest', '=', digest).execute();
}

export async function deleteEnded(db: Sql, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('desk_reporter_sessions')
    .where('ends_at', '<=', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export async function insertLink(
  db: Sql,
  row: { digest: Buffer; team_id: TeamId; case_id: CaseId; ends_at: Date },
): Promise<void> {
  await db.insertInto('desk_reporter_links').values(row).execute();
}

/** One that still opens something. */
export const linkRow = (db: Sql, digest: Buffer, now: Date): Promise<{ case_id: CaseId } | undefined> =>
  db
    .selectFrom('desk_reporter_links')
    .select('case_id')
    .where('digest', '=', digest)
    .where('ends_at', '>', now)
    .where('used_at', 'is', null)
    .$narrowType<{ case_id: CaseId }>()
    .executeTakeFirst();

/** Uses it up: of two who do at once, one gets the case. */
export async function takeLink(db: Sql, digest: Buffer, now: Date): Promise<CaseId | undefined> {
  const row = await db
    .updateTable('desk_reporter_links')
    .set({ used_at: now })
    .where('digest', '=', digest)
    .where('ends_at', '>', now)
    .where('used_at', 'is', null)
    .returning('case_id')
    .$narrowType<{ case_id: CaseId }>()
    .executeTakeFirst();
  return row?.case_id;
}

export async function countLinks(db: Sql, id: CaseId, now: Date): Promise<number> {
  const { open } = await db
    .selectFrom('desk_reporter_links')
    .select(({ fn }) => fn.countAll<string>().as('open'))
    .where('case_id', '=', id)
    .where('ends_at', '>', now)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(open);
}

export async function deleteEndedLinks(db: Sql, now: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('desk_reporter_links').where('ends_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}
