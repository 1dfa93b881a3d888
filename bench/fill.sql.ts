import type { ChannelId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** Moves the head of a channel whose row is locked behind messages that were filled in without events. */
export async function moveHead(db: Sql, channel: ChannelId, head: { last_ts: Ts; ordinal: number }): Promise<void> {
  await db.updateTable('channels').set(head).where('id', '=', channel).execute();
}

/** As the upkeep of either engine does after such an insertion by itself, sooner or later. */
export const FILLED = 'vacuum analyze messages';
