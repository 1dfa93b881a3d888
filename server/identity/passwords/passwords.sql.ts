import { sql } from 'kysely';
import type { Sql } from '#platform/database/database.ts';

/** How many stored hashes the team has, how many begin like argon2id's, and how many like those of the present cost. */
export async function countHashes(
  db: Sql,
  argon2id: string,
  present: string,
): Promise<{ all: number; argon2id: number; at_cost: number }> {
  const { rows } = await sql<{ all: number; argon2id: number; at_cost: number }>`
    select count(password_hash) as "all",
           count(*) filter (where starts_with(password_hash, ${argon2id})) as argon2id,
           count(*) filter (where starts_with(password_hash, ${present})) as at_cost
    from members`.execute(db);
  return rows[0] ?? { all: 0, argon2id: 0, at_cost: 0 };
}
