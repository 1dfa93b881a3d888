import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface SettingsRow {
  readonly user_groups_by: string;
  readonly invisible: boolean;
}

/** The one row of the team whose unit of work this is. */
export const settingsRow = (db: Sql): Promise<SettingsRow | undefined> =>
  db.selectFrom('workspace_settings').select(['user_groups_by', 'invisible']).executeTakeFirst();

export async function putSettings(db: Sql, team: TeamId, row: SettingsRow): Promise<void> {
  await db
    .insertInto('workspace_settings')
    .values({ team_id: team, ...row })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(row))
    .execute();
}
