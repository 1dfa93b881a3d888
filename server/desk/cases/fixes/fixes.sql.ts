import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

type Of = { case_id: CaseId; team_id: TeamId };

export interface BranchRow {
  readonly number: number;
  readonly name: Buffer;
  readonly digest: Buffer | null;
  readonly patch_bytes: number | null;
  readonly patch: Buffer | null;
  readonly added_by: MemberId | null;
  readonly added_at: Date | null;
  readonly evidence: Buffer | null;
  readonly tested_at: Date | null;
}
const COLUMNS = [
  ...(['number', 'name', 'digest', 'patch_bytes', 'patch', 'added_by', 'added_at', 'evidence'] as const),
  'tested_at' as const,
];

export const branchesOf = (db: Sql, id: CaseId, limit: number): Promise<BranchRow[]> =>
  db
    .selectFrom('desk_branches')
    .select(COLUMNS)
    .where('case_id', '=', id)
    .orderBy('number')
    .limit(limit)
    .$narrowType<BranchRow>()
    .execute();

export async function replaceBranches(
  db: Sql,
  id: CaseId,
  rows: readonly (Of & Pick<BranchRow, 'number' | 'name'>)[],
): Promise<void> {
  await db.deleteFrom('desk_branches').where('case_id', '=', id).execute();
  await db
    .insertInto('desk_branches')
    .values([...rows])
    .execute();
}

export async function changeBranch(
  db: Sql,
  id: CaseId,
  number: number,
  change: Partial<Omit<BranchRow, 'number' | 'name'>>,
): Promise<void> {
  await db.updateTable('desk_branches').set(change).where('case_id', '=', id).where('number', '=', number).execute();
}

export interface RetestRow {
  readonly asked_at: Date;
  readonly digest: Buffer;
  readonly outcome: 'verified' | 'declined' | 'failed' | null;
  readonly said_at: Date | null;
}

export const lastRetest = (db: Sql, id: CaseId): Promise<RetestRow | undefined> =>
  db
    .selectFrom('desk_retests')
    .select(['asked_at', 'digest', 'outcome', 'said_at'])
    .where('case_id', '=', id)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .$narrowType<RetestRow>()
    .executeTakeFirst();

export async function insertRetest(db: Sql, row: Of & RetestRow): Promise<void> {
  await db.insertInto('desk_retests').values(row).execute();
}

export async function sayRetest(
  db: Sql,
  id: CaseId,
  askedAt: Date,
  said: { outcome: NonNullable<RetestRow['outcome']>; said_at: Date },
): Promise<void> {
  await db.updateTable('desk_retests').set(said).where('case_id', '=', id).where('asked_at', '=', askedAt).execute();
}
