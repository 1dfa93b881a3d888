import { sql } from 'kysely';
import type { ChannelId, FileId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** A file with what is shown of it. */
export interface ShownFileRow {
  readonly id: FileId;
  readonly bytes: number;
  readonly name: Buffer;
  readonly look: Buffer | null;
}

export interface AttachedRow extends ShownFileRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
}

export async function attachedAt(db: Sql, places: readonly { channel: ChannelId; ts: Ts }[]): Promise<AttachedRow[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<AttachedRow>`
    select a.channel_id, a.ts, f.id, f.bytes, f.name, f.look
    from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as asked (channel_id, ts)
    join message_files a using (channel_id, ts)
    join files f on f.id = a.file_id
    order by a.channel_id, a.ts, a.place`.execute(db);
  return rows;
}

/** The sealed texts of the text files among them. */
export async function attachedTextsAt(
  db: Sql,
  places: readonly { channel: ChannelId; ts: Ts }[],
): Promise<{ channel_id: ChannelId; ts: Ts; id: FileId; text: Buffer }[]> {
  const { rows } = await sql<{ channel_id: ChannelId; ts: Ts; id: FileId; text: Buffer }>`
    select a.channel_id, a.ts, f.id, f.text
    from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as asked (channel_id, ts)
    join message_files a using (channel_id, ts)
    join files f on f.id = a.file_id and f.text is not null
    order by a.channel_id, a.ts, a.place`.execute(db);
  return rows;
}

export interface Attachment {
  readonly channel: ChannelId;
  readonly ts: Ts;
  readonly place: number;
  readonly file: FileId;
}

export async function insertAttachments(db: Sql, team: TeamId, rows: readonly Attachment[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into message_files (channel_id, ts, place, team_id, file_id)
    select a.channel_id, a.ts, a.place, ${team}::uuid, a.file_id
    from unnest(${rows.map((r) => r.channel)}::uuid[], ${rows.map((r) => r.ts)}::bigint[],
                ${rows.map((r) => r.place)}::smallint[], ${rows.map((r) => r.file)}::uuid[])
      as a (channel_id, ts, place, file_id)`.execute(db);
}
