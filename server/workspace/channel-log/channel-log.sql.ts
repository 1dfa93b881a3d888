import { sql as query } from 'kysely';
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface EventRow {
  readonly channel_id: ChannelId;
  readonly seq: number;
  readonly team_id: TeamId;
  readonly at: Date;
  readonly kind: string;
  readonly actor_id: MemberId | null;
  readonly ts: Ts | null;
  readonly member_id: MemberId | null;
  readonly detail: string | null;
}

/** The next number of a channel whose row is locked by this transaction. */
export async function advanceLog(sql: Sql, channel: ChannelId): Promise<number> {
  const row = await sql
    .updateTable('channels')
    .set((eb) => ({ seq: eb('seq', '+', 1) }))
    .where('id', '=', channel)
    .returning('seq')
    .executeTakeFirstOrThrow();
  return row.seq;
}

export async function insertEvents(sql: Sql, rows: readonly EventRow[]): Promise<void> {
  await sql
    .insertInto('channel_events')
    .values([...rows])
    .execute();
}

export const eventsAfter = (sql: Sql, channel: ChannelId, after: number, limit: number): Promise<EventRow[]> =>
  sql
    .selectFrom('channel_events')
    .select(['channel_id', 'seq', 'team_id', 'at', 'kind', 'actor_id', 'ts', 'member_id', 'detail'])
    .where('channel_id', '=', channel)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .$narrowType<{
      channel_id: ChannelId;
      team_id: TeamId;
      actor_id: MemberId | null;
      ts: Ts | null;
      member_id: MemberId | null;
    }>()
    .execute();

/** The people of each direct or group conversation among `ids`. */
export async function peopleOf(db: Sql, ids: readonly ChannelId[]): Promise<Map<ChannelId, MemberId[]>> {
  const { rows } = await query<{ channel_id: ChannelId; people: MemberId[] }>`
    select channel_id, array_agg(member_id order by member_id)::text[] as people from channel_members
    where channel_id = any(${ids}::uuid[]) group by channel_id`.execute(db);
  return new Map(rows.map((row) => [row.channel_id, row.people]));
}
