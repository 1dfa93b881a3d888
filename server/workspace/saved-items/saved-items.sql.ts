import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { SavedState } from '#contract/kept-aside.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface SavedRow {
  readonly id: string;
  readonly channel_id: ChannelId;
  readonly kind: ChannelRow['kind'];
  readonly ts: Ts;
  readonly saved_at: Date;
  readonly state: SavedState;
}

/** Saves it, or gives it another state; keeps when it was saved. False when nothing changed. */
export async function putSaved(
  db: Sql,
  row: Omit<SavedRow, 'kind'> & { readonly member_id: MemberId; readonly team_id: TeamId },
): Promise<boolean> {
  const { rows } = await sql`
    insert into saved_items (id, member_id, channel_id, ts, team_id, saved_at, state)
    values (${row.id}, ${row.member_id}, ${row.channel_id}, ${row.ts}, ${row.team_id}, ${row.saved_at}, ${row.state})
    on conflict (member_id, channel_id, ts) do update set state = excluded.state
    where saved_items.state <> excluded.state returning 1`.execute(db);
  return rows.length > 0;
}

const saved = (db: Sql) =>
  db
    .selectFrom('saved_items as s')
    .innerJoin('channels as c', 'c.id', 's.channel_id')
    .select(['s.id', 's.channel_id', 'c.kind', 's.ts', 's.saved_at', 's.state'])
    .$narrowType<SavedRow>();

export const savedItem = (db: Sql, member: MemberId, channel: ChannelId, ts: Ts): Promise<SavedRow | undefined> =>
  saved(db)
    .where('s.member_id', '=', member)
    .where('s.channel_id', '=', channel)
    .where('s.ts', '=', ts)
    .executeTakeFirst();

/** The last saved first; ids rise with time. */
export const savedItems = (
  db: Sql,
  member: MemberId,
  { state, after, limit }: { state: SavedState; after: string | undefined; limit: number },
): Promise<SavedRow[]> => {
  const query = saved(db)
    .where('s.member_id', '=', member)
    .where('s.state', '=', state)
    .orderBy('s.id', 'desc')
    .limit(limit);
  return (after ? query.where('s.id', '<', after) : query).execute();
};

export async function deleteSaved(db: Sql, member: MemberId, channel: ChannelId, ts: Ts): Promise<boolean> {
  const gone = await db
    .deleteFrom('saved_items')
    .where('member_id', '=', member)
    .where('channel_id', '=', channel)
    .where('ts', '=', ts)
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

/** How many a member has, of one state or of all; counted up to `most`. */
export async function countSaved(
  db: Sql,
  member: MemberId,
  state: SavedState | undefined,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from saved_items
      where member_id = ${member} and (${state ?? null}::text is null or state = ${state ?? null}) limit ${most})
      as counted`.execute(db);
  return rows[0]?.count ?? 0;
}
