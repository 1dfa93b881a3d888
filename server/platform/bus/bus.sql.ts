import { sql } from 'kysely';
import type { Sql } from '../database/database.ts';

const LINE = 'wardroom_facts';

export const listening = `listen ${LINE}`;

/** Goes out with the commit of this transaction, or never. */
export async function notify(db: Sql, payload: string): Promise<void> {
  await sql`select pg_notify(${LINE}, ${payload})`.execute(db);
}

/** How many connections of this name are open besides the one of `own`; asked as the owner, who may see their names. */
export async function countNamed(db: Sql, name: string, own: number): Promise<number> {
  const { rows } = await sql<{ others: number }>`
    select count(*)::integer as others from pg_stat_activity
    where datname = current_database() and application_name = ${name} and pid <> ${own}`.execute(db);
  return rows[0]?.others ?? 0;
}
