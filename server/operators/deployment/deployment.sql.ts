import { sql } from 'kysely';
import type { Sql } from '#platform/database/database.ts';

export async function readStore(db: Sql): Promise<{ readonly version: string; readonly bytes: number }> {
  const { rows } = await sql<{ version: string; bytes: string }>`
    select current_setting('server_version') as version, store_bytes() as bytes`.execute(db);
  return { version: rows[0]?.version ?? '', bytes: Number(rows[0]?.bytes ?? 0) };
}
