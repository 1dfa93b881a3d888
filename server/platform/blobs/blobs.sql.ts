import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '../database/database.ts';

export interface BlobRow {
  readonly id: string;
  readonly team_id: TeamId;
  readonly place: string;
  readonly key: Buffer;
  readonly bytes: number;
  readonly stored: number;
  readonly written_at: Date;
  readonly digest: Buffer | null;
  /** Whether it has its content for itself. */
  readonly alone: boolean;
}

const COLUMNS = ['id', 'team_id', 'place', 'key', 'bytes', 'stored', 'written_at', 'digest', 'alone'] as const;

export interface SegmentRow {
  /** The position of its first chunk. */
  readonly chunk: number;
  readonly name: string;
  readonly bytes: number;
}

export const blobById = (db: Sql, id: string): Promise<BlobRow | undefined> =>
  db.selectFrom('blobs').select(COLUMNS).where('id', '=', id).$narrowType<{ team_id: TeamId }>().executeTakeFirst();

/** Locked: nobody else finishes it, shares it or drops it meanwhile. */
export const lockBlob = (db: Sql, id: string): Promise<BlobRow | undefined> =>
  db
    .selectFrom('blobs')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .$narrowType<{ team_id: TeamId }>()
    .executeTakeFirst();

export async function insertBlob(db: Sql, row: Omit<BlobRow, 'stored' | 'digest'>): Promise<void> {
  await db.insertInto('blobs').values(row).execute();
}

/** In order. A blob of 5 GiB in the smallest pieces has 5,000 rows. */
export const segmentsOf = (db: Sql, blob: string): Promise<SegmentRow[]> =>
  db
    .selectFrom('blob_segments')
    .select(['chunk', 'name', 'bytes'])
    .where('blob_id', '=', blob)
    .orderBy('chunk')
    .execute();

export const lastSegment = (db: Sql, blob: string): Promise<SegmentRow | undefined> =>
  db
    .selectFrom('blob_segments')
    .select(['chunk', 'name', 'bytes'])
    .where('blob_id', '=', blob)
    .orderBy('chunk', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Moves on from `stored`; false when the blob does not stand there (any more). */
export async function advanceBlob(db: Sql, blob: string, stored: number, to: number, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('blobs')
    .set({ stored: to, written_at: at })
    .where('id', '=', blob)
    .where('stored', '=', stored)
    .where('digest', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The unfinished chunk at the end goes, since it came again with more behind it. */
export async function deleteSegmentAt(db: Sql, blob: string, chunk: number): Promise<void> {
  await db.deleteFrom('blob_segments').where('blob_id', '=', blob).where('chunk', '=', chunk).execute();
}

export async function insertSegments(
  db: Sql,
  team: TeamId,
  blob: string,
  rows: readonly (SegmentRow & { marks: Buffer })[],
): Promise<void> {
  await db
    .insertInto('blob_segments')
    .values(rows.map((row) => ({ ...row, team_id: team, blob_id: blob })))
    .execute();
}

/** The digests of all chunks, one after the other. */
export async function marksOf(db: Sql, blob: string): Promise<Buffer> {
  const { rows } = await sql<{ marks: Buffer }>`
    select string_agg(marks, ''::bytea order by chunk) as marks from blob_segments where blob_id = ${blob}`.execute(db);
  return rows[0]?.marks ?? Buffer.alloc(0);
}

/** The other blob of the team with this content, locked. Who finishes equal contents at once waits for the other. */
export async function lockEqual(db: Sql, digest: Buffer): Promise<{ readonly id: string } | undefined> {
  await sql`select pg_advisory_xact_lock(${digest.readBigInt64BE(0).toString()}::bigint)`.execute(db);
  return await db.selectFrom('blobs').select('id').where('digest', '=', digest).forUpdate().executeTakeFirst();
}

export async function closeBlob(db: Sql, blob: string, digest: Buffer): Promise<void> {
  await sql`
    with closed as (update blobs set digest = ${digest} where id = ${blob})
    update blob_segments set marks = null where blob_id = ${blob}`.execute(db);
}

/** The trigger of `blob_segments` puts down the names of the objects for removal. */
export async function deleteBlobs(db: Sql, ids: readonly string[]): Promise<void> {
  await sql`delete from blob_segments where blob_id = any(${ids}::uuid[])`.execute(db);
  await sql`delete from blobs where id = any(${ids}::uuid[])`.execute(db);
}

export async function removals(db: Sql, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('blob_removals').select('name').orderBy('name').limit(limit).execute();
  return rows.map(({ name }) => name);
}

export async function forgetRemovals(db: Sql, names: readonly string[]): Promise<void> {
  await sql`delete from blob_removals where name = any(${names}::text[])`.execute(db);
}

/** Names that rows of any team hold, after one and up to another; without the latter to the end. */
export async function namesBetween(db: Sql, after: string, upto: string | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select n.name from blob_names_between(${after}, ${upto}::text, ${limit}::integer) as n`.execute(db);
  return rows.map(({ name }) => name);
}

/** Which of these places belong to blobs that are still being written. */
export async function openPlaces(db: Sql, places: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ place: string }>`
    select p.place from blob_places_open(${places}::text[]) as p`.execute(db);
  return new Set(rows.map(({ place }) => place));
}
