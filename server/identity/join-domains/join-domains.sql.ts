import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface DomainRow {
  readonly domain: string;
  readonly added_by: MemberId;
  readonly added_at: Date;
}

export const domainRows = (db: Sql, limit: number): Promise<DomainRow[]> =>
  db
    .selectFrom('join_domains')
    .select(['domain', 'added_by', 'added_at'])
    .orderBy('domain')
    .limit(limit)
    .$narrowType<Pick<DomainRow, 'added_by'>>()
    .execute();

export async function insertDomain(db: Sql, team: TeamId, row: DomainRow): Promise<void> {
  await db
    .insertInto('join_domains')
    .values({ team_id: team, ...row })
    .execute();
}

export async function deleteDomain(db: Sql, domain: string): Promise<boolean> {
  const gone = await db.deleteFrom('join_domains').where('domain', '=', domain).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}
