import { sql } from 'kysely';
import type { ChannelId, ClientMessageId, MemberId, ReminderId, TeamId, Ts } from '#contract/ids.ts';
import type { Repeat } from '#contract/time.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface ReminderRow {
  readonly id: ReminderId;
  readonly team_id: TeamId;
  readonly member_id: MemberId;
  readonly series: ReminderId | null;
  readonly client_id: ClientMessageId | null;
  readonly body: Buffer | null;
  readonly channel_id: ChannelId | null;
  readonly ts: Ts | null;
  readonly due_at: Date;
  readonly zone: string;
  readonly repeat: Repeat | null;
  readonly first_wall: string | null;
  readonly state: 'waiting' | 'due' | 'done';
  readonly came_at: Date | null;
  readonly done_at: Date | null;
  readonly created_at: Date;
  /** Of the message's channel, which its public id shows. */
  readonly channel_kind: ChannelRow['kind'] | null;
}

type NewReminder = Omit<ReminderRow, 'channel_kind'>;

const reminders = sql`
  select r.id, r.team_id, r.member_id, r.series, r.client_id, r.body, r.channel_id, r.ts, r.due_at, r.zone, r.repeat,
         r.first_wall, r.state, r.came_at, r.done_at, r.created_at, c.kind as channel_kind
  from reminders r left join channels c on c.id = r.channel_id`;

export async function insertReminders(db: Sql, rows: readonly NewReminder[]): Promise<void> {
  await db
    .insertInto('reminders')
    .values([...rows])
    .execute();
}

export async function reminderByClient(
  db: Sql,
  member: MemberId,
  clientId: ClientMessageId,
): Promise<ReminderRow | undefined> {
  const { rows } = await sql<ReminderRow>`
    ${reminders} where r.member_id = ${member} and r.client_id = ${clientId}`.execute(db);
  return rows[0];
}

/** One's own, held until the end of the unit: whoever brings it at this moment comes before or after. */
export async function lockReminder(db: Sql, member: MemberId, id: ReminderId): Promise<ReminderRow | undefined> {
  const { rows } = await sql<ReminderRow>`
    ${reminders} where r.id = ${id} and r.member_id = ${member} for update of r`.execute(db);
  return rows[0];
}

/** What is due, claimed until the end of the unit; what another process has claimed is passed over. */
export async function claimDue(db: Sql, now: Date, limit: number): Promise<ReminderRow[]> {
  const { rows } = await sql<ReminderRow>`
    ${reminders} where r.state = 'waiting' and r.due_at <= ${now}
    order by r.due_at, r.id limit ${limit} for update of r skip locked`.execute(db);
  return rows;
}

/** Those of a member that wait or are due, in the order of their times. */
export async function remindersOf(db: Sql, member: MemberId, limit: number): Promise<ReminderRow[]> {
  const { rows } = await sql<ReminderRow>`
    ${reminders} where r.member_id = ${member} and r.state <> 'done' order by r.due_at, r.id limit ${limit}`.execute(
    db,
  );
  return rows;
}

export async function countHeld(db: Sql, member: MemberId): Promise<number> {
  const row = await db
    .selectFrom('reminders')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', member)
    .where('state', '<>', 'done')
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function changeReminder(
  db: Sql,
  id: ReminderId,
  change: Pick<ReminderRow, 'body' | 'due_at' | 'zone' | 'repeat' | 'first_wall' | 'state' | 'came_at' | 'done_at'>,
): Promise<void> {
  const { body, due_at, zone, repeat, first_wall, state, came_at, done_at } = change;
  await db
    .updateTable('reminders')
    .set({ body, due_at, zone, repeat, first_wall, state, came_at, done_at })
    .where('id', '=', id)
    .execute();
}

/** Those that came and do not come again. */
export async function setDue(db: Sql, ids: readonly ReminderId[], at: Date): Promise<void> {
  await db
    .updateTable('reminders')
    .set({ state: 'due', came_at: at })
    .where((row) => row('id', '=', row.fn.any(row.val([...ids]))))
    .execute();
}

/** When those that repeat come next. */
export async function moveOn(db: Sql, next: readonly { id: ReminderId; at: Date }[]): Promise<void> {
  await sql`
    update reminders r set due_at = n.at
    from unnest(${next.map((n) => n.id)}::uuid[], ${next.map((n) => n.at)}::timestamptz[]) as n (id, at)
    where r.id = n.id`.execute(db);
}

/** Occurrences that are due and that a newer one takes the place of; returns which went. */
export async function deleteEarlier(
  db: Sql,
  series: readonly ReminderId[],
): Promise<{ id: ReminderId; member_id: MemberId }[]> {
  const { rows } = await sql<{ id: ReminderId; member_id: MemberId }>`
    delete from reminders where series = any(${series}::uuid[]) and state = 'due'
    returning id, member_id`.execute(db);
  return rows;
}

export async function deleteReminder(db: Sql, id: ReminderId): Promise<void> {
  await db.deleteFrom('reminders').where('id', '=', id).execute();
}

/** Those that were done before this moment; returns how many went. */
export async function deleteDone(db: Sql, before: Date): Promise<number> {
  const gone = await db
    .deleteFrom('reminders')
    .where('state', '=', 'done')
    .where('done_at', '<', before)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

export async function isStillDue(db: Sql, id: ReminderId): Promise<boolean> {
  const row = await db
    .selectFrom('reminders')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'due')
    .executeTakeFirst();
  return row !== undefined;
}
