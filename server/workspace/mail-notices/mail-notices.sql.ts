import { sql } from 'kysely';
import type { ChannelId, MemberId, ReminderId, TeamId, Ts } from '#contract/ids.ts';
import type { MailFrequency } from '#contract/notices.ts';
import type { Sql } from '#platform/database/database.ts';

export async function frequencyOf(db: Sql, member: MemberId): Promise<MailFrequency | undefined> {
  const row = await db
    .selectFrom('mail_preferences')
    .select('frequency')
    .where('member_id', '=', member)
    .$narrowType<{ frequency: MailFrequency }>()
    .executeTakeFirst();
  return row?.frequency;
}

export async function putFrequency(
  db: Sql,
  row: { member_id: MemberId; team_id: TeamId; frequency: MailFrequency },
): Promise<void> {
  await db
    .insertInto('mail_preferences')
    .values(row)
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ frequency: row.frequency }))
    .execute();
}

/** Files what the next mails may name, and when they are due; for members with an address who want mail. */
export async function fileNotices(
  db: Sql,
  notices: readonly { member: MemberId; channel: ChannelId; ts: Ts }[],
  now: Date,
  due: Readonly<Record<Exclude<MailFrequency, 'never'>, Date>>,
): Promise<void> {
  await sql`
    with wanted as (
      select n.member_id, n.channel_id, n.ts, m.team_id, coalesce(p.frequency, 'soon') as frequency
      from unnest(${notices.map((n) => n.member)}::uuid[], ${notices.map((n) => n.channel)}::uuid[],
                  ${notices.map((n) => n.ts)}::bigint[]) as n (member_id, channel_id, ts)
      join members m on m.id = n.member_id left join mail_preferences p on p.member_id = n.member_id
      where m.email is not null and m.deactivated_at is null and coalesce(p.frequency, 'soon') <> 'never'),
    filed as (
      insert into mail_notices (member_id, channel_id, ts, team_id, noted_at)
      select member_id, channel_id, ts, team_id, ${now} from wanted on conflict do nothing)
    ${digestsFor(due)}`.execute(db);
}

/** As `fileNotices`, of reminders that came. */
export async function fileReminders(
  db: Sql,
  reminders: readonly { readonly id: ReminderId; readonly member_id: MemberId }[],
  now: Date,
  due: Readonly<Record<Exclude<MailFrequency, 'never'>, Date>>,
): Promise<void> {
  await sql`
    with wanted as (
      select n.reminder_id, n.member_id, m.team_id, coalesce(p.frequency, 'soon') as frequency
      from unnest(${reminders.map(({ id }) => id)}::uuid[], ${reminders.map((r) => r.member_id)}::uuid[])
        as n (reminder_id, member_id)
      join members m on m.id = n.member_id left join mail_preferences p on p.member_id = n.member_id
      where m.email is not null and m.deactivated_at is null and coalesce(p.frequency, 'soon') <> 'never'),
    filed as (
      insert into mail_reminders (reminder_id, member_id, team_id, noted_at)
      select reminder_id, member_id, team_id, ${now} from wanted on conflict do nothing)
    ${digestsFor(due)}`.execute(db);
}

/** When the next mail to those who are `wanted` is due. */
const digestsFor = (due: Readonly<Record<Exclude<MailFrequency, 'never'>, Date>>) => sql`
  insert into mail_digests (member_id, team_id, due_at)
  select distinct member_id, team_id,
    case frequency when 'daily' then ${due.daily}::timestamptz when 'hourly' then ${due.hourly}::timestamptz
                   else ${due.soon}::timestamptz end
  from wanted on conflict do nothing`;

export async function teamsDue(db: Sql, now: Date, limit: number): Promise<TeamId[]> {
  const { rows } = await sql<{ team: TeamId }>`
    select team from teams_with_mail_due(${now}, ${limit}) as team limit ${limit}`.execute(db);
  return rows.map(({ team }) => team);
}

export const membersDue = (db: Sql, now: Date, limit: number): Promise<{ member_id: MemberId }[]> =>
  db
    .selectFrom('mail_digests')
    .select('member_id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .$narrowType<{ member_id: MemberId }>()
    .execute();

export interface Addressee {
  readonly email: string;
  readonly team_name: string;
  readonly team_slug: string;
  readonly frequency: MailFrequency;
  /** When a signed-in device of the member was last used. */
  readonly seen_at: Date | null;
}

/** Whom the mail goes to; undefined for who has left or has no address any more. */
export async function addressee(db: Sql, member: MemberId): Promise<Addressee | undefined> {
  const { rows } = await sql<Addressee>`
    select m.email, t.name as team_name, t.slug as team_slug, coalesce(p.frequency, 'soon') as frequency,
           (select max(s.last_seen_at) from sessions s where s.member_id = m.id and s.revoked_at is null) as seen_at
    from members m join teams t on t.id = m.team_id left join mail_preferences p on p.member_id = m.id
    where m.id = ${member} and m.email is not null and m.deactivated_at is null`.execute(db);
  return rows[0];
}

export const filedFor = (db: Sql, member: MemberId, limit: number): Promise<{ channel: ChannelId; ts: Ts }[]> =>
  db
    .selectFrom('mail_notices')
    .select(['channel_id as channel', 'ts'])
    .where('member_id', '=', member)
    .orderBy('ts', 'desc')
    .limit(limit)
    .$narrowType<{ channel: ChannelId; ts: Ts }>()
    .execute();

/** How many reminders came and are neither done nor snoozed, since the last mail. */
export async function remindersWaiting(db: Sql, member: MemberId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from mail_reminders n join reminders r on r.id = n.reminder_id
    where n.member_id = ${member} and r.state = 'due'`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface Waiting {
  readonly kind: 'public' | 'private' | 'direct' | 'group';
  readonly name: string | null;
  readonly authors: string[];
  readonly count: number;
}

/** Where these messages stand and who wrote them, the newest conversation first. */
export async function waitingIn(
  db: Sql,
  places: readonly { channel: ChannelId; ts: Ts }[],
  limit: number,
): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select c.kind, c.name, array_agg(distinct a.name order by a.name) as authors, count(*)::integer as count
    from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as n (channel_id, ts)
    join messages m using (channel_id, ts) join channels c on c.id = m.channel_id join members a on a.id = m.author_id
    group by c.id, c.kind, c.name order by max(m.ts) desc limit ${limit}`.execute(db);
  return rows;
}

/** Nothing of what was filed until then waits any more. */
export async function clearMember(db: Sql, member: MemberId, until: Date): Promise<void> {
  await sql`
    with gone as (delete from mail_notices where member_id = ${member} and noted_at <= ${until}),
         came as (delete from mail_reminders where member_id = ${member} and noted_at <= ${until})
    delete from mail_digests where member_id = ${member}`.execute(db);
}

export async function postpone(db: Sql, member: MemberId, until: Date): Promise<void> {
  await db.updateTable('mail_digests').set({ due_at: until }).where('member_id', '=', member).execute();
}

/** Removes what could not be mailed for too long; returns how many lines went. */
export async function forgetOld(db: Sql, before: Date): Promise<number> {
  const gone = await db.deleteFrom('mail_notices').where('noted_at', '<', before).executeTakeFirst();
  const came = await db.deleteFrom('mail_reminders').where('noted_at', '<', before).executeTakeFirst();
  return Number(gone.numDeletedRows + came.numDeletedRows);
}
