import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface TemplatesRow {
  readonly team_id: TeamId;
  readonly version: number;
  readonly body: Buffer;
  readonly set_by: MemberId;
  readonly set_at: Date;
}

export const templatesRow = (sql: Sql): Promise<TemplatesRow | undefined> =>
  sql
    .selectFrom('desk_templates')
    .select(['team_id', 'version', 'body', 'set_by', 'set_at'])
    .$narrowType<Pick<TemplatesRow, 'team_id' | 'set_by'>>()
    .executeTakeFirst();

export async function putTemplates(sql: Sql, row: TemplatesRow): Promise<void> {
  await sql
    .insertInto('desk_templates')
    .values(row)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(row))
    .execute();
}
