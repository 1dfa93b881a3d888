import type { MemberId, TeamId } from '#contract/ids.ts';
import type { PresenceChoice } from '#contract/presence.ts';
import type { Sql } from '#platform/database/database.ts';

export const choiceOf = async (db: Sql, member: MemberId): Promise<PresenceChoice> => {
  const row = await db
    .selectFrom('presence_choices')
    .select('choice')
    .where('member_id', '=', member)
    .$narrowType<{ choice: PresenceChoice }>()
    .executeTakeFirst();
  return row?.choice ?? 'auto';
};

/** `auto` is not kept. */
export async function putChoice(db: Sql, team: TeamId, member: MemberId, choice: PresenceChoice): Promise<void> {
  if (choice === 'auto') {
    await db.deleteFrom('presence_choices').where('member_id', '=', member).execute();
    return;
  }
  await db
    .insertInto('presence_choices')
    .values({ member_id: member, team_id: team, choice })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ choice }))
    .execute();
}
