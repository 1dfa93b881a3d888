import { sql } from 'kysely';
import type { ChannelId, MemberId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export async function isInChannel(db: Sql, channel: ChannelId, member: MemberId): Promise<boolean> {
  const row = await db
    .selectFrom('channel_members')
    .select('member_id')
    .where('channel_id', '=', channel)
    .where('member_id', '=', member)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of the pairs (channel, member) exist, of members who are active. */
export async function existingMemberships(
  db: Sql,
  pairs: readonly { channel: ChannelId; member: MemberId }[],
): Promise<{ channel_id: ChannelId; member_id: MemberId }[]> {
  const { rows } = await sql<{ channel_id: ChannelId; member_id: MemberId }>`
    select channel_id, member_id from channel_members
    join unnest(${pairs.map((p) => p.channel)}::uuid[], ${pairs.map((p) => p.member)}::uuid[])
      as asked (channel_id, member_id)
      using (channel_id, member_id)
    join members m on m.id = member_id and m.deactivated_at is null`.execute(db);
  return rows;
}

/** New members of a channel; those who are in it already stay as they are. Returns who came. */
export async function insertMemberships(
  db: Sql,
  channel: Pick<ChannelRow, 'id' | 'team_id' | 'last_ts' | 'ordinal'>,
  members: readonly MemberId[],
  joinedAt: Date,
): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    insert into channel_members (channel_id, member_id, team_id, joined_at, read_ts, read_ordinal)
    select ${channel.id}, member, ${channel.team_id}, ${joinedAt}, ${channel.last_ts}, ${channel.ordinal}
    from unnest(${members}::uuid[]) as member
    on conflict do nothing returning member_id`.execute(db);
  return rows.map((row) => row.member_id);
}

export async function deleteMembership(db: Sql, channel: ChannelId, member: MemberId): Promise<boolean> {
  const gone = await db
    .deleteFrom('channel_members')
    .where('channel_id', '=', channel)
    .where('member_id', '=', member)
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

/** Who is in a channel, by id, as the others there may see them. */
export const channelMembersAfter = (db: Sql, channel: ChannelId, after: MemberId | undefined, limit: number) => {
  const query = db
    .selectFrom('channel_members')
    .innerJoin('members', 'members.id', 'channel_members.member_id')
    .select(['members.id', 'handle', 'name', 'role', 'deactivated_at'])
    .where('channel_id', '=', channel)
    .orderBy('channel_members.member_id')
    .limit(limit)
    .$narrowType<{ id: MemberId }>();
  return (after ? query.where('channel_members.member_id', '>', after) : query).execute();
};

/** Do the two share any conversation? Guests may write only to people they already meet. */
export async function shareChannel(db: Sql, one: MemberId, others: readonly MemberId[]): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    select distinct theirs.member_id from channel_members mine join channel_members theirs using (channel_id)
    where mine.member_id = ${one} and theirs.member_id = any(${others}::uuid[])`.execute(db);
  return rows.map((row) => row.member_id);
}

/** In how many channels, apart from direct and group conversations. */
export const countChannelsOf = async (db: Sql, member: MemberId): Promise<number> => {
  const row = await db
    .selectFrom('channel_members')
    .innerJoin('channels', 'channels.id', 'channel_members.channel_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', member)
    .where('kind', 'in', ['public', 'private'])
    .executeTakeFirstOrThrow();
  return row.count;
};

/** Those among the members who are in more than `most` conversations. */
export async function crowdedMembers(db: Sql, members: readonly MemberId[], most: number): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    select member_id from channel_members where member_id = any(${members}::uuid[])
    group by member_id having count(*) > ${most}`.execute(db);
  return rows.map((row) => row.member_id);
}
