import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export const importedAs = (sql: Sql, digest: Buffer): Promise<{ id: CaseId; number: number } | undefined> =>
  sql
    .selectFrom('desk_imports as i')
    .innerJoin('desk_cases as c', 'c.id', 'i.case_id')
    .select(['c.id', 'c.number'])
    .where('i.digest', '=', digest)
    .$narrowType<{ id: CaseId }>()
    .executeTakeFirst();

export async function insertImport(
  sql: Sql,
  row: { team_id: TeamId; digest: Buffer; case_id: CaseId; imported_at: Date },
): Promise<void> {
  await sql.insertInto('desk_imports').values(row).execute();
}
