import { sql } from 'kysely';
import type { ChannelId, MemberId } from '#contract/ids.ts';
import { type Sql, sqlState } from '#platform/database/database.ts';
import { type ChannelRow, type StandingRow, standingColumns } from '../channel-log/channel-log.ts';

const UNIQUE_VIOLATION = '23505';

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

/** False when another channel has the name. */
export async function renameTo(db: Sql, channel: ChannelId, name: string): Promise<boolean> {
  try {
    await db.updateTable('channels').set({ name }).where('id', '=', channel).execute();
    return true;
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

export async function updateChannel(
  db: Sql,
  channel: ChannelId,
  change: { topic?: Buffer | null; purpose?: Buffer | null; archived_at?: Date | null },
): Promise<void> {
  await db.updateTable('channels').set(change).where('id', '=', channel).execute();
}

/** Every conversation that a member is in, with the member's standing there. */
export async function channelsOfMember(
  db: Sql,
  member: MemberId,
  limit: number,
): Promise<(ChannelRow & StandingRow)[]> {
  const { rows } = await sql<ChannelRow & StandingRow>`
    select c.id, c.team_id, c.kind, c.name, c.topic, c.purpose, c.general, c.created_by, c.created_at, c.archived_at,
           c.seq, c.last_ts, c.ordinal, ${standingColumns}
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

/** Those among the channels that the member is in, and the public ones where it may browse. */
export async function readableIds(
  db: Sql,
  member: MemberId,
  browses: boolean,
  channels: readonly ChannelId[],
): Promise<ChannelId[]> {
  const { rows } = await sql<{ id: ChannelId }>`
    select c.id from channels c
    where c.id = any(${channels}::uuid[])
      and ((${browses} and c.kind = 'public')
           or exists (select from channel_members m where m.channel_id = c.id and m.member_id = ${member}))`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

export const publicChannelIds = async (db: Sql): Promise<ChannelId[]> => {
  const rows = await db
    .selectFrom('channels')
    .select('id')
    .where('kind', '=', 'public')
    .$narrowType<{ id: ChannelId }>()
    .execute();
  return rows.map((row) => row.id);
};
