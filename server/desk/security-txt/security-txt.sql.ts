import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface TextRow {
  readonly team_id: TeamId;
  readonly text: string;
  readonly digest: Buffer;
  readonly signed_by: string | null;
  readonly written_at: Date;
  readonly expires_at: Date;
  readonly alarmed_at: Date | null;
}

export const textRow = (sql: Sql): Promise<TextRow | undefined> =>
  sql.selectFrom('desk_security_texts').selectAll().$narrowType<{ team_id: TeamId }>().executeTakeFirst();

/** What was alarmed about the one before is past with it. */
export async function storeText(sql: Sql, row: Omit<TextRow, 'alarmed_at'>): Promise<void> {
  const stored = { ...row, alarmed_at: null };
  await sql
    .insertInto('desk_security_texts')
    .values(stored)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(stored))
    .execute();
}

/** True when nobody was told of this text yet. */
export const markAlarmed = async (sql: Sql, endsBefore: Date, now: Date): Promise<boolean> => {
  const { numUpdatedRows } = await sql
    .updateTable('desk_security_texts')
    .set({ alarmed_at: now })
    .where('alarmed_at', 'is', null)
    .where('expires_at', '<=', endsBefore)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};
