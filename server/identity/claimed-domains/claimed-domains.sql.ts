import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ClaimedDomainRow {
  readonly domain: string;
  readonly record: string;
  readonly claimed_at: Date;
  readonly code_hash: Buffer | null;
  readonly mailed_at: Date | null;
  readonly proven_by: 'dns' | 'mail' | null;
  readonly proven_at: Date | null;
}

const COLUMNS = ['domain', 'record', 'claimed_at', 'code_hash', 'mailed_at', 'proven_by', 'proven_at'] as const;

export const claimedRows = (db: Sql, limit: number): Promise<ClaimedDomainRow[]> =>
  db
    .selectFrom('claimed_domains')
    .select(COLUMNS)
    .orderBy('domain')
    .limit(limit)
    .$narrowType<Pick<ClaimedDomainRow, 'proven_by'>>()
    .execute();

/** Held to the end of the unit. */
export const lockClaimed = (db: Sql, domain: string): Promise<ClaimedDomainRow | undefined> =>
  db
    .selectFrom('claimed_domains')
    .select(COLUMNS)
    .where('domain', '=', domain)
    .forUpdate()
    .$narrowType<Pick<ClaimedDomainRow, 'proven_by'>>()
    .executeTakeFirst();

export async function insertClaimed(
  db: Sql,
  row: {
    readonly team_id: TeamId;
    readonly domain: string;
    readonly record: string;
    readonly claimed_by: MemberId;
    readonly claimed_at: Date;
  },
): Promise<void> {
  await db.insertInto('claimed_domains').values(row).execute();
}

export async function noteCode(db: Sql, domain: string, hash: Buffer, at: Date): Promise<void> {
  await db
    .updateTable('claimed_domains')
    .set({ code_hash: hash, mailed_at: at })
    .where('domain', '=', domain)
    .execute();
}

export async function noteProven(db: Sql, domain: string, by: 'dns' | 'mail', at: Date): Promise<void> {
  await db
    .updateTable('claimed_domains')
    .set({ proven_by: by, proven_at: at, code_hash: null })
    .where('domain', '=', domain)
    .execute();
}

export const deleteClaimed = async (db: Sql, domain: string): Promise<boolean> =>
  (await db.deleteFrom('claimed_domains').where('domain', '=', domain).executeTakeFirst()).numDeletedRows === 1n;
