import { sql } from 'kysely';
import type { ChannelId, TeamId, Ts } from '#contract/ids.ts';
import type { BlobId } from '#platform/blobs/blobs.ts';
import type { Sql } from '#platform/database/database.ts';

export interface CardImageRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly card: number;
  readonly team_id: TeamId;
  readonly blob_id: BlobId;
}

export async function insertCardImages(db: Sql, rows: readonly CardImageRow[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insertInto('card_images')
      .values([...rows])
      .execute();
}

export async function cardImageAt(db: Sql, channel: ChannelId, ts: Ts, card: number): Promise<BlobId | undefined> {
  const row = await db
    .selectFrom('card_images')
    .select('blob_id')
    .where('channel_id', '=', channel)
    .where('ts', '=', ts)
    .where('card', '=', card)
    .$narrowType<{ blob_id: BlobId }>()
    .executeTakeFirst();
  return row?.blob_id;
}

/** Takes the images off a message but those of these cards; returns their blobs. */
export async function deleteCardImages(
  db: Sql,
  channel: ChannelId,
  ts: Ts,
  kept: readonly number[],
): Promise<BlobId[]> {
  const { rows } = await sql<{ blob_id: BlobId }>`
    delete from card_images where channel_id = ${channel} and ts = ${ts} and card <> all(${kept}::integer[])
    returning blob_id`.execute(db);
  return rows.map(({ blob_id }) => blob_id);
}
