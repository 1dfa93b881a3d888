import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface DraftKey {
  readonly member: MemberId;
  readonly channel: ChannelId;
  /** 0: in the channel itself. */
  readonly thread: Ts;
}

export interface DraftRow {
  readonly channel_id: ChannelId;
  readonly kind: ChannelRow['kind'];
  readonly thread_ts: Ts;
  readonly version: number;
  readonly changed_at: Date;
  readonly body: Buffer;
}

/** Holds the row, if there is one, until the end of the unit: of two devices one writes after the other. */
export const lockDraft = (
  db: Sql,
  { member, channel, thread }: DraftKey,
): Promise<Pick<DraftRow, 'version' | 'changed_at' | 'body'> | undefined> =>
  db
    .selectFrom('drafts')
    .select(['version', 'changed_at', 'body'])
    .where('member_id', '=', member)
    .where('channel_id', '=', channel)
    .where('thread_ts', '=', thread)
    .forUpdate()
    .executeTakeFirst();

/** False when another device began one at this moment. */
export async function insertDraft(
  db: Sql,
  team: TeamId,
  { member, channel, thread }: DraftKey,
  draft: { version: number; changed_at: Date; body: Buffer },
): Promise<boolean> {
  const made = await db
    .insertInto('drafts')
    .values({ member_id: member, channel_id: channel, thread_ts: thread, team_id: team, ...draft })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function updateDraft(
  db: Sql,
  { member, channel, thread }: DraftKey,
  draft: { version: number; changed_at: Date; body: Buffer },
): Promise<void> {
  await db
    .updateTable('drafts')
    .set(draft)
    .where('member_id', '=', member)
    .where('channel_id', '=', channel)
    .where('thread_ts', '=', thread)
    .execute();
}

export async function deleteDraft(db: Sql, { member, channel, thread }: DraftKey): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('member_id', '=', member)
    .where('channel_id', '=', channel)
    .where('thread_ts', '=', thread)
    .execute();
}

/** The last changed first. */
export const draftsOf = (db: Sql, member: MemberId, after: number | undefined, limit: number): Promise<DraftRow[]> => {
  const query = db
    .selectFrom('drafts as d')
    .innerJoin('channels as c', 'c.id', 'd.channel_id')
    .select(['d.channel_id', 'c.kind', 'd.thread_ts', 'd.version', 'd.changed_at', 'd.body'])
    .where('d.member_id', '=', member)
    .orderBy('d.version', 'desc')
    .limit(limit)
    .$narrowType<DraftRow>();
  return (after === undefined ? query : query.where('d.version', '<', after)).execute();
};

/** As `draftsOf`, without the texts. */
export const draftPlacesOf = (db: Sql, member: MemberId, limit: number): Promise<Omit<DraftRow, 'body'>[]> =>
  db
    .selectFrom('drafts as d')
    .innerJoin('channels as c', 'c.id', 'd.channel_id')
    .select(['d.channel_id', 'c.kind', 'd.thread_ts', 'd.version', 'd.changed_at'])
    .where('d.member_id', '=', member)
    .orderBy('d.version', 'desc')
    .limit(limit)
    .$narrowType<Omit<DraftRow, 'body'>>()
    .execute();

/** How many drafts a member has, and the version of the last change. */
export const draftCount = async (db: Sql, member: MemberId): Promise<{ count: number; last: number }> => {
  const row = await db
    .selectFrom('drafts')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('version').as('last')])
    .where('member_id', '=', member)
    .executeTakeFirstOrThrow();
  return { count: row.count, last: row.last ?? 0 };
};
