import { sql } from 'kysely';
import type { Sql } from './database/database.ts';

/** What stands in the store that only the key files open or prove: with it, a missing file is a loss, not a first start. */
export async function dependsOnSecrets(db: Sql): Promise<{ readonly keys: boolean; readonly checkpoints: boolean }> {
  const { rows } = await sql<{ keys: boolean; checkpoints: boolean }>`
    select exists (select 1 from vault_keys) as keys, exists (select 1 from audit_checkpoints) as checkpoints`.execute(db);
  return rows[0] ?? { keys: false, checkpoints: false };
}
