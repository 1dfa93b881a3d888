import { sql } from 'kysely';
import type { Sql } from './database/database.ts';

/** What the store holds that only the key files open or prove: with it, a missing file is a loss, not a first start. */
export async function dependsOnSecrets(db: Sql): Promise<{ readonly keys: boolean; readonly entries: boolean }> {
  const { rows } = await sql<{ keys: boolean; entries: boolean }>`
    select exists (select 1 from vault_keys) as keys, exists (select 1 from audit_entries) as entries`.execute(db);
  return rows[0] ?? { keys: false, entries: false };
}

export interface StoreServer {
  readonly version: string;
  readonly now: Date;
  /** The settings on which durability rests, by name, that are not `on`. */
  readonly weakened: readonly string[];
}

export async function readStoreServer(db: Sql): Promise<StoreServer | undefined> {
  const { rows } = await sql<StoreServer>`
    select current_setting('server_version') as version, clock_timestamp() as now,
           array(select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')
                 and setting in ('off', 'local')) as weakened`.execute(db);
  return rows[0];
}

/** Commits something that needs no table: afterwards the log of the store was forced to disk, or durability is lost. */
export async function commitProbe(db: Sql): Promise<void> {
  await sql`select pg_logical_emit_message(true, 'durable', 'probe')`.execute(db);
}
