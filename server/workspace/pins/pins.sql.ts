import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PinRow {
  readonly ts: Ts;
  readonly pinned_by: MemberId;
  readonly pinned_at: Date;
}

export const pinsOf = (db: Sql, channel: ChannelId, limit: number): Promise<PinRow[]> =>
  db
    .selectFrom('pins')
    .select(['ts', 'pinned_by', 'pinned_at'])
    .where('channel_id', '=', channel)
    .orderBy('pinned_at', 'desc')
    .orderBy('ts', 'desc')
    .limit(limit)
    .$narrowType<PinRow>()
    .execute();

/** False when it is pinned already. */
export async function insertPin(
  db: Sql,
  row: PinRow & { readonly channel_id: ChannelId; readonly team_id: TeamId },
): Promise<boolean> {
  const added = await db
    .insertInto('pins')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function deletePin(db: Sql, channel: ChannelId, ts: Ts): Promise<boolean> {
  const gone = await db.deleteFrom('pins').where('channel_id', '=', channel).where('ts', '=', ts).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}
