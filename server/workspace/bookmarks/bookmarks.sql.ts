import { sql } from 'kysely';
import type { BookmarkId, ChannelId, ClientMessageId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface BookmarkRow {
  readonly id: BookmarkId;
  readonly channel_id: ChannelId;
  readonly client_id: ClientMessageId;
  readonly place: number;
  readonly body: Buffer;
  readonly ts: Ts | null;
  readonly created_by: MemberId;
  readonly created_at: Date;
}

const bookmarks = (db: Sql) =>
  db
    .selectFrom('bookmarks')
    .select(['id', 'channel_id', 'client_id', 'place', 'body', 'ts', 'created_by', 'created_at'])
    .$narrowType<BookmarkRow>();

export const bookmarksOf = (db: Sql, channel: ChannelId, limit: number): Promise<BookmarkRow[]> =>
  bookmarks(db).where('channel_id', '=', channel).orderBy('place').orderBy('id').limit(limit).execute();

export const bookmarkById = (db: Sql, channel: ChannelId, id: BookmarkId): Promise<BookmarkRow | undefined> =>
  bookmarks(db).where('channel_id', '=', channel).where('id', '=', id).executeTakeFirst();

export const bookmarkByClient = (
  db: Sql,
  member: MemberId,
  clientId: ClientMessageId,
): Promise<BookmarkRow | undefined> =>
  bookmarks(db).where('created_by', '=', member).where('client_id', '=', clientId).executeTakeFirst();

export async function insertBookmark(db: Sql, team: TeamId, row: BookmarkRow): Promise<void> {
  await db
    .insertInto('bookmarks')
    .values({ team_id: team, ...row })
    .execute();
}

export async function replaceBody(db: Sql, id: BookmarkId, body: Buffer): Promise<void> {
  await db.updateTable('bookmarks').set({ body }).where('id', '=', id).execute();
}

/** The places are those in the list. */
export async function setOrder(db: Sql, channel: ChannelId, ids: readonly BookmarkId[]): Promise<void> {
  await sql`
    update bookmarks b set place = o.place
    from unnest(${ids}::uuid[]) with ordinality as o (id, place)
    where b.id = o.id and b.channel_id = ${channel}`.execute(db);
}

export async function deleteBookmark(db: Sql, id: BookmarkId): Promise<void> {
  await db.deleteFrom('bookmarks').where('id', '=', id).execute();
}
