import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '../database/database.ts';

export interface KeyRow {
  readonly version: number;
  readonly wrapped: Buffer;
}

/** Oldest first. */
export const keysOf = (sql: Sql, compartment: string): Promise<KeyRow[]> =>
  sql
    .selectFrom('vault_keys')
    .select(['version', 'wrapped'])
    .where('compartment', '=', compartment)
    .orderBy('version')
    .execute();

/** Row locks keep two rotations apart. */
export const lockKeys = (sql: Sql, compartment: string): Promise<KeyRow[]> =>
  sql
    .selectFrom('vault_keys')
    .select(['version', 'wrapped'])
    .where('compartment', '=', compartment)
    .orderBy('version')
    .forUpdate()
    .execute();

/** Two units may need a new compartment at once: the first one's key stays, both read it. */
export async function insertKey(
  sql: Sql,
  key: { team_id: TeamId; compartment: string; version: number; wrapped: Buffer; created_at: Date },
): Promise<void> {
  await sql
    .insertInto('vault_keys')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function updateWrapped(sql: Sql, compartment: string, version: number, wrapped: Buffer): Promise<void> {
  await sql
    .updateTable('vault_keys')
    .set({ wrapped })
    .where('compartment', '=', compartment)
    .where('version', '=', version)
    .execute();
}

export async function deleteKeys(sql: Sql, compartment: string): Promise<void> {
  await sql.deleteFrom('vault_keys').where('compartment', '=', compartment).execute();
}
