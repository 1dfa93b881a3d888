import { sql } from 'kysely';
import type { ChannelId, ClientMessageId, MemberId, ScheduledId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface ScheduledRow {
  readonly id: ScheduledId;
  readonly team_id: TeamId;
  readonly author_id: MemberId;
  readonly channel_id: ChannelId;
  readonly thread_ts: Ts | null;
  readonly also_to_channel: boolean;
  readonly client_id: ClientMessageId;
  readonly due_at: Date;
  readonly zone: string;
  readonly body: Buffer | null;
  readonly state: 'pending' | 'sent' | 'failed';
  readonly reason: string | null;
  readonly sent_ts: Ts | null;
  readonly ended_at: Date | null;
  readonly created_at: Date;
  readonly edited_at: Date | null;
  /** Of the channel, which its public id shows. */
  readonly channel_kind: ChannelRow['kind'];
}

export type NewScheduled = Omit<ScheduledRow, 'channel_kind'>;

const COLUMNS = sql`
  s.id, s.team_id, s.author_id, s.channel_id, s.thread_ts, s.also_to_channel, s.client_id, s.due_at, s.zone, s.body,
  s.state, s.reason, s.sent_ts, s.ended_at, s.created_at, s.edited_at, c.kind as channel_kind`;

/** False when the author has used the client's id before. */
export async function insertScheduled(db: Sql, row: NewScheduled): Promise<boolean> {
  const made = await db
    .insertInto('scheduled_messages')
    .values(row)
    .onConflict((conflict) => conflict.columns(['author_id', 'client_id']).doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function scheduledByClient(
  db: Sql,
  author: MemberId,
  clientId: ClientMessageId,
): Promise<ScheduledRow | undefined> {
  const { rows } = await sql<ScheduledRow>`
    select ${COLUMNS} from scheduled_messages s join channels c on c.id = s.channel_id
    where s.author_id = ${author} and s.client_id = ${clientId}`.execute(db);
  return rows[0];
}

/** One's own, held until the end of the unit: whoever sends it at this moment comes before or after. */
export async function lockScheduled(db: Sql, author: MemberId, id: ScheduledId): Promise<ScheduledRow | undefined> {
  const { rows } = await sql<ScheduledRow>`
    select ${COLUMNS} from scheduled_messages s join channels c on c.id = s.channel_id
    where s.id = ${id} and s.author_id = ${author} for update of s`.execute(db);
  return rows[0];
}

/** What is due, claimed until the end of the unit; what another process has claimed is passed over. */
export async function claimDue(db: Sql, now: Date, limit: number): Promise<ScheduledRow[]> {
  const { rows } = await sql<ScheduledRow>`
    select ${COLUMNS} from scheduled_messages s join channels c on c.id = s.channel_id
    where s.state = 'pending' and s.due_at <= ${now}
    order by s.due_at, s.id limit ${limit} for update of s skip locked`.execute(db);
  return rows;
}

/** One of those that are due, unless another process has claimed or sent it. */
export async function claimOne(db: Sql, id: ScheduledId, now: Date): Promise<ScheduledRow[]> {
  const { rows } = await sql<ScheduledRow>`
    select ${COLUMNS} from scheduled_messages s join channels c on c.id = s.channel_id
    where s.id = ${id} and s.state = 'pending' and s.due_at <= ${now} for update of s skip locked`.execute(db);
  return rows;
}

export async function dueIds(db: Sql, now: Date, limit: number): Promise<ScheduledId[]> {
  const rows = await db
    .selectFrom('scheduled_messages')
    .select('id')
    .where('state', '=', 'pending')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<{ id: ScheduledId }>()
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of an author that wait or failed, in the order of their times. */
export async function scheduledOf(db: Sql, author: MemberId, limit: number): Promise<ScheduledRow[]> {
  const { rows } = await sql<ScheduledRow>`
    select ${COLUMNS} from scheduled_messages s join channels c on c.id = s.channel_id
    where s.author_id = ${author} and s.state <> 'sent' order by s.due_at, s.id limit ${limit}`.execute(db);
  return rows;
}

export async function countHeld(db: Sql, author: MemberId): Promise<number> {
  const row = await db
    .selectFrom('scheduled_messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('author_id', '=', author)
    .where('state', '<>', 'sent')
    .executeTakeFirstOrThrow();
  return row.count;
}

/** A changed one waits again, whether it had failed or not. */
export async function changeScheduled(
  db: Sql,
  id: ScheduledId,
  change: { body: Buffer; due_at: Date; zone: string; edited_at: Date },
): Promise<void> {
  await db
    .updateTable('scheduled_messages')
    .set({ ...change, state: 'pending', reason: null, ended_at: null })
    .where('id', '=', id)
    .execute();
}

export interface Ending {
  readonly id: ScheduledId;
  readonly state: 'sent' | 'failed';
  readonly ts: Ts | null;
  readonly reason: string | null;
}

/** What became of them; of what was sent the text goes, since it stands in the message. */
export async function endScheduled(db: Sql, endings: readonly Ending[], at: Date): Promise<void> {
  await sql`
    update scheduled_messages s
    set state = e.state, sent_ts = e.ts, reason = e.reason, ended_at = ${at},
        body = case when e.state = 'sent' then null else s.body end
    from unnest(${endings.map((e) => e.id)}::uuid[], ${endings.map((e) => e.state)}::text[],
                ${endings.map((e) => e.ts)}::bigint[], ${endings.map((e) => e.reason)}::text[])
      as e (id, state, ts, reason)
    where s.id = e.id`.execute(db);
}

export async function deleteScheduled(db: Sql, id: ScheduledId): Promise<void> {
  await db.deleteFrom('scheduled_messages').where('id', '=', id).execute();
}

/** Those that were sent, or failed, before these moments; returns how many went. */
export async function deleteEndedScheduled(db: Sql, sentBefore: Date, failedBefore: Date): Promise<number> {
  const gone = await sql`
    delete from scheduled_messages
    where (state = 'sent' and ended_at < ${sentBefore}) or (state = 'failed' and ended_at < ${failedBefore})`.execute(
    db,
  );
  return Number(gone.numAffectedRows ?? 0);
}
