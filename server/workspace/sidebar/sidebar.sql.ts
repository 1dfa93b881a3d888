import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface SidebarRow {
  readonly version: number;
  readonly sections: Buffer;
}

export const sidebarRow = (db: Sql, member: MemberId): Promise<SidebarRow | undefined> =>
  db.selectFrom('sidebars').select(['version', 'sections']).where('member_id', '=', member).executeTakeFirst();

/** Puts it in the place of the version before; false when another device was quicker. */
export async function putSidebar(db: Sql, team: TeamId, member: MemberId, row: SidebarRow): Promise<boolean> {
  const put = await db
    .insertInto('sidebars')
    .values({ member_id: member, team_id: team, ...row })
    .onConflict((conflict) =>
      conflict
        .column('member_id')
        .doUpdateSet(row)
        .where('sidebars.version', '=', row.version - 1),
    )
    .executeTakeFirst();
  return (put.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
