import { type RawBuilder, sql } from 'kysely';
import type { Sql } from '#platform/database/database.ts';

/** What is counted, by which rule. */
export interface Counted {
  readonly key: Buffer;
  readonly free: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly forgottenMs: number;
}

export interface Opening {
  readonly key: Buffer;
  readonly opens_at: Date;
}

/** From how many wrong guesses are not forgotten to the columns of the row, by the rule `r`. */
const columns = (level: RawBuilder<number>, now: Date): RawBuilder<unknown> => sql`
  select l.level, ${now}::timestamptz, ${now}::timestamptz + d.delay,
         ${now}::timestamptz + greatest(d.delay, interval '1 millisecond' * l.level * r.forgotten_ms)
  from (select ${level} as level) l,
    lateral (select interval '1 millisecond' * case when l.level < r.free then 0
      else least(r.max_ms, r.first_ms * power(2, least(l.level - r.free, 40))) end as delay) d`;

/**
 * Counts `times` wrong guesses at each key that is open, and gives when each opens again; a closed one is not among
 * them and stays as it was. A row is read when it is locked, so that of many at once each counts. They are locked in
 * the order of their keys, so that nobody waits in a circle.
 */
export async function countGuesses(
  db: Sql,
  counted: readonly Counted[],
  times: number,
  now: Date,
): Promise<readonly Opening[]> {
  const { rows } = await sql<Opening>`
    with rules as (
      select * from unnest(${counted.map(({ key }) => key)}::bytea[], ${counted.map(({ free }) => free)}::float8[],
                           ${counted.map(({ firstMs }) => firstMs)}::float8[],
                           ${counted.map(({ maxMs }) => maxMs)}::float8[],
                           ${counted.map(({ forgottenMs }) => forgottenMs)}::float8[])
        as r (key, free, first_ms, max_ms, forgotten_ms))
    insert into guesses as g (key, level, at, opens_at, ends_at)
    select r.key, c.* from rules r, lateral (${columns(sql`${times}::float8`, now)}) c order by r.key
    on conflict (key) do update set (level, at, opens_at, ends_at) = (
      select c.* from rules r, lateral (${columns(
        sql`${times}::float8 +
          greatest(0, g.level - greatest(0, extract(epoch from excluded.at - g.at)::float8 * 1000) / r.forgotten_ms)`,
        now,
      )}) c where r.key = excluded.key)
      where g.opens_at <= excluded.at
    returning g.key, g.opens_at`.execute(db);
  return rows;
}

/** Those that are closed at the time. */
export const closedGuesses = (db: Sql, keys: readonly Buffer[], now: Date): Promise<Opening[]> =>
  db
    .selectFrom('guesses')
    .select(['key', 'opens_at'])
    .where((row) => row('key', '=', row.fn.any(row.val([...keys]))))
    .where('opens_at', '>', now)
    .execute();

export async function forgetGuesses(db: Sql, keys: readonly Buffer[]): Promise<void> {
  await db
    .deleteFrom('guesses')
    .where((row) => row('key', '=', row.fn.any(row.val([...keys]))))
    .execute();
}

/** Takes one guess back at each key, which is open then. Who holds a row is not waited for: it is one guess. */
export async function returnGuesses(db: Sql, keys: readonly Buffer[], now: Date): Promise<void> {
  await sql`
    update guesses set level = greatest(0, level - 1), opens_at = least(opens_at, ${now}::timestamptz)
    where key in (select key from guesses where key = any(${keys}::bytea[])
                  order by key for update skip locked)`.execute(db);
}

/** Deletes what is over, and beyond so many rows those with the fewest guesses; returns how many went. */
export async function pruneGuesses(db: Sql, now: Date, rowsMax: number): Promise<number> {
  const over = await db.deleteFrom('guesses').where('ends_at', '<=', now).executeTakeFirst();
  const beyond = await sql`
    delete from guesses
    where key in (select key from guesses order by level desc, at desc offset ${rowsMax})`.execute(db);
  return Number(over.numDeletedRows) + Number(beyond.numAffectedRows ?? 0n);
}
