import { sql } from 'kysely';
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow, StandingRow } from '../channel-log/channel-log.ts';

const COLUMNS = [
  'id',
  'team_id',
  'kind',
  'name',
  'topic',
  'purpose',
  'general',
  'created_by',
  'created_at',
  'archived_at',
  'seq',
  'last_ts',
  'ordinal',
] as const;
type Narrow = Pick<ChannelRow, 'id' | 'team_id' | 'kind' | 'created_by' | 'last_ts'>;

const channels = (db: Sql) => db.selectFrom('channels').select(COLUMNS).$narrowType<Narrow>();

export const channelById = (db: Sql, channel: ChannelId): Promise<ChannelRow | undefined> =>
  channels(db).where('id', '=', channel).executeTakeFirst();

export const lockChannel = (db: Sql, channel: ChannelId): Promise<ChannelRow | undefined> =>
  channels(db).where('id', '=', channel).forUpdate().executeTakeFirst();

/** In the order of their ids, so that two units never wait for each other. */
export const lockChannels = (db: Sql, ids: readonly ChannelId[]): Promise<ChannelRow[]> =>
  channels(db)
    .where((row) => row('id', '=', row.fn.any(row.val([...ids]))))
    .orderBy('id')
    .forUpdate()
    .execute();

export const channelByName = (db: Sql, name: string): Promise<ChannelRow | undefined> =>
  channels(db).where('name', '=', name).executeTakeFirst();

export const channelsByNames = (db: Sql, names: readonly string[]): Promise<ChannelRow[]> =>
  channels(db)
    .where((row) => row('name', '=', row.fn.any(row.val([...names]))))
    .execute();

export const channelsByIds = (db: Sql, ids: readonly ChannelId[]): Promise<ChannelRow[]> =>
  channels(db)
    .where((row) => row('id', '=', row.fn.any(row.val([...ids]))))
    .execute();

export const generalChannel = (db: Sql): Promise<ChannelRow | undefined> =>
  channels(db).where('general', '=', true).forUpdate().executeTakeFirst();

export const channelOfPeople = (db: Sql, people: Buffer): Promise<ChannelRow | undefined> =>
  channels(db).where('people', '=', people).executeTakeFirst();

/** Public channels by name, for browsing. */
export const publicChannelsAfter = (db: Sql, after: string | undefined, limit: number): Promise<ChannelRow[]> => {
  const query = channels(db).where('kind', '=', 'public').orderBy('name').limit(limit);
  return (after === undefined ? query : query.where('name', '>', after)).execute();
};

/** False when a channel of this name, or of these people, was made in this moment. */
export async function insertChannel(
  db: Sql,
  channel: Pick<ChannelRow, 'id' | 'team_id' | 'kind' | 'name' | 'general' | 'created_by' | 'created_at'> & {
    people: Buffer | null;
    topic: Buffer | null;
    purpose: Buffer | null;
    archived_at?: Date | null;
  },
): Promise<boolean> {
  const made = await db
    .insertInto('channels')
    .values(channel)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function updateChannel(
  db: Sql,
  channel: ChannelId,
  change: { name?: string; topic?: Buffer; purpose?: Buffer; archived_at?: Date | null },
): Promise<void> {
  await db.updateTable('channels').set(change).where('id', '=', channel).execute();
}

export interface MembershipRow {
  readonly channel_id: ChannelId;
  readonly member_id: MemberId;
  readonly read_ts: Ts;
  readonly read_ordinal: number;
}

const memberships = (db: Sql) =>
  db
    .selectFrom('channel_members')
    .select(['channel_id', 'member_id', 'read_ts', 'read_ordinal'])
    .$narrowType<{ channel_id: ChannelId; member_id: MemberId; read_ts: Ts }>();

export const membership = (db: Sql, channel: ChannelId, member: MemberId): Promise<MembershipRow | undefined> =>
  memberships(db).where('channel_id', '=', channel).where('member_id', '=', member).executeTakeFirst();

/** Which of the pairs (channel, member) exist. */
export async function existingMemberships(
  db: Sql,
  pairs: readonly { channel: ChannelId; member: MemberId }[],
): Promise<{ channel_id: ChannelId; member_id: MemberId }[]> {
  const { rows } = await sql<{ channel_id: ChannelId; member_id: MemberId }>`
    select m.channel_id, m.member_id from channel_members m
    join unnest(${pairs.map((p) => p.channel)}::uuid[], ${pairs.map((p) => p.member)}::uuid[]) as asked (channel_id, member_id)
      using (channel_id, member_id)`.execute(db);
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

/** The people of each direct or group conversation among `ids`. */
export async function peopleOf(db: Sql, ids: readonly ChannelId[]): Promise<Map<ChannelId, MemberId[]>> {
  const { rows } = await sql<{ channel_id: ChannelId; people: MemberId[] }>`
    select channel_id, array_agg(member_id order by member_id)::text[] as people from channel_members
    where channel_id = any(${ids}::uuid[]) group by channel_id`.execute(db);
  return new Map(rows.map((row) => [row.channel_id, row.people]));
}

/** Every conversation that a member is in, with the member's standing there. Counters only: no history is read. */
export async function channelsOfMember(
  db: Sql,
  member: MemberId,
  limit: number,
): Promise<(ChannelRow & StandingRow)[]> {
  const { rows } = await sql<ChannelRow & StandingRow>`
    select c.id, c.team_id, c.kind, c.name, c.topic, c.purpose, c.general, c.created_by, c.created_at, c.archived_at, c.seq,
           c.last_ts, c.ordinal, m.read_ts, (c.ordinal - m.read_ordinal - m.unread_gone)::integer as unread,
           (case when c.last_ts = m.read_ts then 0 else
             (select count(*) from mentions n
               where n.member_id = m.member_id and n.channel_id = c.id and n.ts > m.read_ts)
           + (select count(*) from mentions n
               where n.member_id is null and n.channel_id = c.id and n.ts > m.read_ts) end)::integer as mentions
    from channel_members m join channels c on c.id = m.channel_id
    where m.member_id = ${member} order by c.id limit ${limit}`.execute(db);
  return rows;
}

export const channelIdsOfMember = async (db: Sql, member: MemberId): Promise<ChannelId[]> => {
  const rows = await db
    .selectFrom('channel_members')
    .select('channel_id')
    .where('member_id', '=', member)
    .$narrowType<{ channel_id: ChannelId }>()
    .execute();
  return rows.map((row) => row.channel_id);
};

export const publicChannelIds = async (db: Sql): Promise<ChannelId[]> => {
  const rows = await db
    .selectFrom('channels')
    .select('id')
    .where('kind', '=', 'public')
    .$narrowType<{ id: ChannelId }>()
    .execute();
  return rows.map((row) => row.id);
};

/** Do the two share any conversation? Guests may write only to people they already meet. */
export async function shareChannel(db: Sql, one: MemberId, others: readonly MemberId[]): Promise<MemberId[]> {
  const { rows } = await sql<{ member_id: MemberId }>`
    select distinct theirs.member_id from channel_members mine join channel_members theirs using (channel_id)
    where mine.member_id = ${one} and theirs.member_id = any(${others}::uuid[])`.execute(db);
  return rows.map((row) => row.member_id);
}

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
