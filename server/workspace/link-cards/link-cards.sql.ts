import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** Whether the team of this unit has a row: then its cards are on. */
export async function switchedOn(sql: Sql): Promise<boolean> {
  return (await sql.selectFrom('link_card_teams').select('team_id').limit(1).executeTakeFirst()) !== undefined;
}

/** Returns false if they were on already. */
export async function switchOn(sql: Sql, row: { team_id: TeamId; since: Date; by: MemberId }): Promise<boolean> {
  const added = await sql
    .insertInto('link_card_teams')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function switchOff(sql: Sql, team: TeamId): Promise<boolean> {
  const gone = await sql.deleteFrom('link_card_teams').where('team_id', '=', team).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

/** Only what the body holds beside the text changes: neither the words of the search nor the count of edits. */
export async function updateBody(sql: Sql, channel: ChannelId, ts: Ts, body: Buffer): Promise<void> {
  await sql.updateTable('messages').set({ body }).where('channel_id', '=', channel).where('ts', '=', ts).execute();
}
