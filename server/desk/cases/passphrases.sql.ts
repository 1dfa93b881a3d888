import { sql } from 'kysely';
import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { type CaseRow, caseRow } from './cases.sql.ts';

export async function insertPassphrase(
  db: Sql,
  row: { case_id: CaseId; team_id: TeamId; digest: Buffer; is_first: boolean; is_known: boolean },
): Promise<void> {
  await db.insertInto('desk_passphrases').values(row).execute();
}

export async function caseByDigest(db: Sql, digest: Buffer): Promise<CaseRow | undefined> {
  const { rows } = await sql<{ id: CaseId }>`
    select case_id as id from desk_passphrases where digest = ${digest} and is_first`.execute(db);
  return rows[0] && (await caseRow(db, rows[0].id));
}

export async function digestOfCase(db: Sql, number: number): Promise<{ case_id: CaseId; digest: Buffer } | undefined> {
  const { rows } = await sql<{ case_id: CaseId; digest: Buffer }>`
    select p.case_id, p.digest from desk_cases c join desk_passphrases p on p.case_id = c.id
    where c.number = ${number}`.execute(db);
  return rows[0];
}

/** The next case of the same reporter that began anew after this one. */
export async function followingCase(db: Sql, id: CaseId): Promise<{ number: number } | undefined> {
  const { rows } = await sql<{ number: number }>`
    select c.number from desk_passphrases p
    join desk_passphrases q on q.team_id = p.team_id and q.digest = p.digest and not q.is_first
    join desk_cases c on c.id = q.case_id join desk_cases d on d.id = p.case_id
    where p.case_id = ${id} and c.number > d.number order by c.number limit 1`.execute(db);
  return rows[0];
}

export const passphraseRow = (db: Sql, id: CaseId): Promise<{ digest: Buffer; is_known: boolean } | undefined> =>
  db.selectFrom('desk_passphrases').select(['digest', 'is_known']).where('case_id', '=', id).executeTakeFirst();

/** In all cases that have it. */
export async function replacePassphrase(db: Sql, before: Buffer, digest: Buffer): Promise<void> {
  await db.updateTable('desk_passphrases').set({ digest, is_known: true }).where('digest', '=', before).execute();
}
