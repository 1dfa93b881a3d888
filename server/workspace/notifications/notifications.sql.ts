import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId } from '#contract/ids.ts';
import type { Level, QuietHours } from '#contract/notifications.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface PreferencesRow {
  readonly level: Level;
  readonly threads: boolean;
  readonly everybody: boolean;
  readonly previews: boolean;
  readonly keywords: Buffer | null;
  readonly do_not_disturb_until: Date | null;
  readonly quiet_hours: readonly QuietHours[];
}

export const preferencesOf = (db: Sql, member: MemberId): Promise<PreferencesRow | undefined> =>
  db
    .selectFrom('notification_preferences')
    .select(['level', 'threads', 'everybody', 'previews', 'keywords', 'do_not_disturb_until', 'quiet_hours'])
    .where('member_id', '=', member)
    .$narrowType<{ level: Level; quiet_hours: readonly QuietHours[] }>()
    .executeTakeFirst();

export async function putPreferences(db: Sql, team: TeamId, member: MemberId, row: PreferencesRow): Promise<void> {
  const values = { ...row, quiet_hours: JSON.stringify(row.quiet_hours) };
  await db
    .insertInto('notification_preferences')
    .values({ member_id: member, team_id: team, ...values })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(values))
    .execute();
}

export interface KeywordRow {
  readonly first: string;
  readonly others: readonly string[];
}

/** Tokens are decimal texts of signed 64-bit numbers. */
export async function replaceKeywords(
  db: Sql,
  team: TeamId,
  member: MemberId,
  rows: readonly KeywordRow[],
): Promise<void> {
  await sql`delete from notification_keywords where member_id = ${member}`.execute(db);
  if (rows.length === 0) return;
  await sql`
    insert into notification_keywords (member_id, place, team_id, first, others)
    select ${member}::uuid, k.place, ${team}::uuid, k.first, k.others::bigint[]
    from unnest(${rows.map((r) => r.first)}::bigint[], ${rows.map((r) => `{${r.others.join(',')}}`)}::text[])
      with ordinality as k (first, others, place)`.execute(db);
}

export interface ChannelPreferenceRow {
  readonly channel_id: ChannelId;
  readonly kind: ChannelRow['kind'];
  readonly level: Level | null;
  readonly muted: boolean;
}

/** Where the member departs from its preferences, among the conversations that it is in. */
export const channelPreferencesOf = (db: Sql, member: MemberId, limit: number): Promise<ChannelPreferenceRow[]> =>
  db
    .selectFrom('channel_notifications as n')
    .innerJoin('channel_members as m', (on) =>
      on.onRef('m.channel_id', '=', 'n.channel_id').onRef('m.member_id', '=', 'n.member_id'),
    )
    .innerJoin('channels as c', 'c.id', 'n.channel_id')
    .select(['n.channel_id', 'c.kind', 'n.level', 'n.muted'])
    .where('n.member_id', '=', member)
    .orderBy('n.channel_id')
    .limit(limit)
    .$narrowType<ChannelPreferenceRow>()
    .execute();

/** What says nothing of its own is not kept. */
export async function putChannelPreference(
  db: Sql,
  row: { channel_id: ChannelId; member_id: MemberId; team_id: TeamId; level: Level | null; muted: boolean },
): Promise<void> {
  const { level, muted } = row;
  if (level === null && !muted) {
    await db
      .deleteFrom('channel_notifications')
      .where('channel_id', '=', row.channel_id)
      .where('member_id', '=', row.member_id)
      .execute();
    return;
  }
  await db
    .insertInto('channel_notifications')
    .values(row)
    .onConflict((conflict) => conflict.columns(['channel_id', 'member_id']).doUpdateSet({ level, muted }))
    .execute();
}

interface QuietRow extends Pick<PreferencesRow, 'do_not_disturb_until'> {
  readonly member_id: MemberId;
  readonly time_zone: string;
  readonly quiet_hours: readonly QuietHours[] | null;
}

/** When the members, as far as they are people who are here, want not to be disturbed. */
export async function quietOf(db: Sql, members: readonly MemberId[]): Promise<QuietRow[]> {
  const { rows } = await sql<QuietRow>`
    select m.id as member_id, m.time_zone, p.quiet_hours, p.do_not_disturb_until
    from members m left join notification_preferences p on p.member_id = m.id
    where m.id = any(${members}::uuid[]) and m.deactivated_at is null and m.role <> 'bot'`.execute(db);
  return rows;
}
