import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ImportRow {
  readonly id: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly progress: unknown;
}

export const importOf = (db: Sql, digest: Buffer): Promise<ImportRow | undefined> =>
  db
    .selectFrom('imports')
    .select(['id', 'started_at', 'finished_at', 'progress'])
    .where('digest', '=', digest)
    .executeTakeFirst();

/** False when another run has begun the same import in this moment. */
export async function insertImport(
  db: Sql,
  row: { id: string; team_id: TeamId; source: string; digest: Buffer; started_at: Date; progress: string },
): Promise<boolean> {
  const inserted = await db
    .insertInto('imports')
    .values(row)
    .onConflict((conflict) => conflict.columns(['team_id', 'digest']).doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) === 1n;
}

/** How many steps the import has made; holds its row, so that no other run makes the next one. */
export async function lockStep(db: Sql, id: string): Promise<number> {
  const { rows } = await sql<{ step: number }>`
    select (progress->>'step')::integer as step from imports where id = ${id} for update`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('An import that is under way is gone.');
  return row.step;
}

export async function updateImport(
  db: Sql,
  id: string,
  change: { progress: string; finished_at: Date | null },
): Promise<void> {
  await db.updateTable('imports').set(change).where('id', '=', id).execute();
}

export interface ReferenceRow {
  readonly external_id: string;
  readonly internal_id: string;
}

/** By pages, in the order of the other product's ids. */
export const referencesAfter = (db: Sql, source: string, after: string, limit: number): Promise<ReferenceRow[]> =>
  db
    .selectFrom('import_references')
    .select(['external_id', 'internal_id'])
    .where('source', '=', source)
    .where('external_id', '>', after)
    .orderBy('external_id')
    .limit(limit)
    .execute();

export async function insertReferences(
  db: Sql,
  team: TeamId,
  source: string,
  rows: readonly ReferenceRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into import_references (team_id, source, external_id, internal_id)
    select ${team}::uuid, ${source}, n.external_id, n.internal_id
    from unnest(${rows.map((r) => r.external_id)}::text[], ${rows.map((r) => r.internal_id)}::uuid[])
      as n (external_id, internal_id)`.execute(db);
}
