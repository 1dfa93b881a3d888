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
