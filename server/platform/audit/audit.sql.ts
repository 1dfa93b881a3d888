import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '../database/database.ts';

export interface Head {
  readonly size: number;
  readonly peaks: Buffer;
}

/** The head under its row lock, held to the end of the transaction: entries are numbered without gaps. */
export async function lockHead(db: Sql, team: TeamId): Promise<Head> {
  const lock = () => db.selectFrom('audit_heads').select(['size', 'peaks']).forUpdate().executeTakeFirst();
  const head = await lock();
  if (head) return head;
  await db
    .insertInto('audit_heads')
    .values({ team_id: team, size: 0, peaks: Buffer.alloc(0) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await lock();
  if (!made) throw new Error('The audit log has no head after it was made.');
  return made;
}

export interface EntryRow {
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly sealed: Buffer;
  readonly commitment: Buffer;
}

/** Appends the entries and moves the head in one statement. */
export async function appendEntries(
  db: Sql,
  team: TeamId,
  from: number,
  rows: readonly EntryRow[],
  next: Head,
): Promise<void> {
  await sql`
    with appended as (
      insert into audit_entries (team_id, index, at, kind, actor, sealed, commitment)
      select ${team}::uuid, ${from}::bigint + entry.place - 1, entry.at, entry.kind, entry.actor, entry.sealed,
             entry.commitment
      from unnest(${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.kind)}::text[],
                  ${rows.map((row) => row.actor)}::text[], ${rows.map((row) => row.sealed)}::bytea[],
                  ${rows.map((row) => row.commitment)}::bytea[])
        with ordinality as entry (at, kind, actor, sealed, commitment, place))
    update audit_heads set size = ${next.size}, peaks = ${next.peaks}`.execute(db);
}

export const readHead = (db: Sql): Promise<Head | undefined> =>
  db.selectFrom('audit_heads').select(['size', 'peaks']).executeTakeFirst();

export interface StoredEntry {
  readonly index: number;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly sealed: Buffer | null;
  readonly commitment: Buffer;
}

const COLUMNS = ['index', 'at', 'kind', 'actor', 'sealed', 'commitment'] as const;

/** In the log's order, from `from` on, none at or beyond `below`. */
export const entriesFrom = (db: Sql, from: number, below: number, limit: number): Promise<StoredEntry[]> =>
  db
    .selectFrom('audit_entries')
    .select(COLUMNS)
    .where('index', '>=', from)
    .where('index', '<', below)
    .orderBy('index')
    .limit(limit)
    .execute();

/** Newest first, for reading: below `before`, of one kind or actor if asked. */
export function latestEntries(
  db: Sql,
  filter: { before: number | undefined; kind: string | undefined; actor: string | undefined; limit: number },
): Promise<StoredEntry[]> {
  let query = db.selectFrom('audit_entries').select(COLUMNS).orderBy('index', 'desc').limit(filter.limit);
  if (filter.before !== undefined) query = query.where('index', '<', filter.before);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  return query.execute();
}

export const latestCheckpoint = (db: Sql): Promise<{ size: number; note: string } | undefined> =>
  db.selectFrom('audit_checkpoints').select(['size', 'note']).orderBy('size', 'desc').limit(1).executeTakeFirst();

export async function insertCheckpoint(db: Sql, team: TeamId, size: number, at: Date, note: string): Promise<void> {
  await db
    .insertInto('audit_checkpoints')
    .values({ team_id: team, size, at, note })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
