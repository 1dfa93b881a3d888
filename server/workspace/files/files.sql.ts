import { sql } from 'kysely';
import type { ChannelId, FileId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { BlobId } from '#platform/blobs/blobs.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ShownFileRow } from '../channel-log/channel-log.ts';

export interface FileRow extends ShownFileRow {
  readonly uploader_id: MemberId;
  readonly blob_id: BlobId;
  readonly state: 'uploading' | 'ready';
  readonly made_at: Date;
  readonly preview_id: BlobId | null;
  readonly text: Buffer | null;
}

const COLUMNS = [
  'id',
  'uploader_id',
  'blob_id',
  'state',
  'bytes',
  'name',
  'made_at',
  'look',
  'preview_id',
  'text',
] as const;
type Narrow = Pick<FileRow, 'id' | 'uploader_id' | 'blob_id' | 'state' | 'preview_id'>;

const files = (db: Sql) => db.selectFrom('files').select(COLUMNS).$narrowType<Narrow>();

export const fileById = (db: Sql, id: FileId): Promise<FileRow | undefined> =>
  files(db).where('id', '=', id).executeTakeFirst();

/** Locked in an order in which no two wait for each other: nobody deletes them meanwhile. */
export const lockFiles = (db: Sql, ids: readonly FileId[]): Promise<FileRow[]> =>
  files(db)
    .where((row) => row('id', '=', row.fn.any(row.val([...ids]))))
    .orderBy('id')
    .forUpdate()
    .execute();

export async function insertFile(
  db: Sql,
  team: TeamId,
  row: Pick<FileRow, 'id' | 'uploader_id' | 'blob_id' | 'bytes' | 'name' | 'made_at'>,
): Promise<void> {
  await db
    .insertInto('files')
    .values({ ...row, team_id: team, state: 'uploading' })
    .execute();
}

export async function finishFile(db: Sql, id: FileId, blob: BlobId): Promise<void> {
  await db.updateTable('files').set({ state: 'ready', blob_id: blob }).where('id', '=', id).execute();
}

export async function setLook(db: Sql, id: FileId, look: Buffer, preview: BlobId | null): Promise<void> {
  await db.updateTable('files').set({ look, preview_id: preview }).where('id', '=', id).execute();
}

export async function setText(db: Sql, id: FileId, text: Buffer): Promise<void> {
  await db.updateTable('files').set({ text }).where('id', '=', id).execute();
}

/** Deletes files and gives back to their uploaders what they took. */
export async function deleteFileRows(db: Sql, ids: readonly FileId[]): Promise<void> {
  await sql`
    with gone as (delete from files where id = any(${ids}::uuid[]) returning uploader_id, bytes),
         given as (select uploader_id, sum(bytes) as bytes from gone group by uploader_id)
    update file_usage u set bytes = u.bytes - g.bytes from given g where u.member_id = g.uploader_id`.execute(db);
}

/** Those of the blobs that no file holds any more, nor the image of a card. */
export async function unheldBlobs(db: Sql, ids: readonly BlobId[]): Promise<BlobId[]> {
  const { rows } = await sql<{ id: BlobId }>`
    select b.id from unnest(${ids}::uuid[]) as b (id)
    where not exists (select 1 from files f where f.blob_id = b.id)
      and not exists (select 1 from files f where f.preview_id = b.id)
      and not exists (select 1 from card_images i where i.blob_id = b.id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Blobs that were made for a file or a card and that none came to have, since their maker was stopped. */
export async function forsakenBlobs(db: Sql, madeBefore: Date, limit: number): Promise<BlobId[]> {
  const { rows } = await sql<{ id: BlobId }>`
    select b.id from blobs b
    where b.written_at < ${madeBefore} and not b.alone
      and not exists (select 1 from files f where f.blob_id = b.id)
      and not exists (select 1 from files f where f.preview_id = b.id)
      and not exists (select 1 from card_images i where i.blob_id = b.id)
    limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whether a message carries the file at all, and one that this member may read. */
export async function carriage(
  db: Sql,
  file: FileId,
  member: MemberId,
  mayBrowse: boolean,
): Promise<{ readonly attached: boolean; readonly readable: boolean }> {
  const { rows } = await sql<{ attached: boolean; readable: boolean }>`
    select count(*) > 0 as attached,
           coalesce(bool_or(
             (c.kind = 'public' and ${mayBrowse}::boolean)
             or exists (select 1 from channel_members m where m.channel_id = c.id and m.member_id = ${member}::uuid)
           ), false) as readable
    from message_files a
    join messages s on s.channel_id = a.channel_id and s.ts = a.ts and s.deleted_at is null
    join channels c on c.id = a.channel_id
    where a.file_id = ${file}`.execute(db);
  return rows[0] ?? { attached: false, readable: false };
}

/** The messages that carry a file. */
export const carriers = (db: Sql, file: FileId): Promise<{ channel_id: ChannelId; ts: Ts }[]> =>
  db
    .selectFrom('message_files')
    .select(['channel_id', 'ts'])
    .where('file_id', '=', file)
    .orderBy('channel_id')
    .orderBy('ts')
    .$narrowType<{ channel_id: ChannelId; ts: Ts }>()
    .execute();

export async function filesAt(db: Sql, channel: ChannelId, ts: Ts): Promise<FileId[]> {
  const rows = await db
    .selectFrom('message_files')
    .select('file_id')
    .where('channel_id', '=', channel)
    .where('ts', '=', ts)
    .$narrowType<{ file_id: FileId }>()
    .execute();
  return rows.map((row) => row.file_id);
}

/** Takes the files off a message; returns those that no other message carries, nor one that is scheduled. */
export async function detachAll(db: Sql, channel: ChannelId, ts: Ts): Promise<FileId[]> {
  const { rows } = await sql<{ id: FileId }>`
    with off as (delete from message_files where channel_id = ${channel} and ts = ${ts} returning file_id)
    select distinct o.file_id as id from off o
    where not exists (
      select 1 from message_files a
      where a.file_id = o.file_id and (a.channel_id, a.ts) <> (${channel}::uuid, ${ts}::bigint))
      and not exists (select 1 from scheduled_files a where a.file_id = o.file_id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Takes one file off all messages. */
export async function detachFrom(db: Sql, file: FileId): Promise<void> {
  await db.deleteFrom('message_files').where('file_id', '=', file).execute();
}

/** What a message says of its files after one was taken off. */
export async function setFileTerms(
  db: Sql,
  place: { readonly channel_id: ChannelId; readonly ts: Ts },
  files: number,
  terms: readonly string[],
): Promise<void> {
  await sql`
    update messages set file_count = ${files}, terms = ${`{${terms.join(',')}}`}::bigint[]
    where channel_id = ${place.channel_id} and ts = ${place.ts}`.execute(db);
}

/** Those of locked files that nothing carries, neither a message nor one that is scheduled. */
export async function uncarried(db: Sql, ids: readonly FileId[]): Promise<FileId[]> {
  const { rows } = await sql<{ id: FileId }>`
    select f.id from unnest(${ids}::uuid[]) as f (id)
    where not exists (select 1 from message_files a where a.file_id = f.id)
      and not exists (select 1 from scheduled_files a where a.file_id = f.id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Uploads on which nothing came since one moment, and files made before another that no message carries; locked. */
export async function lockForsaken(db: Sql, silentSince: Date, madeBefore: Date, limit: number): Promise<FileId[]> {
  const { rows } = await sql<{ id: FileId }>`
    select f.id from files f join blobs b on b.id = f.blob_id
    where (f.state = 'uploading' and b.written_at < ${silentSince})
       or (f.state = 'ready' and f.made_at < ${madeBefore}
           and not exists (select 1 from message_files a where a.file_id = f.id)
           and not exists (select 1 from scheduled_files a where a.file_id = f.id))
    order by f.id limit ${limit} for update of f skip locked`.execute(db);
  return rows.map(({ id }) => id);
}
