import type { OperatorId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface OperatorAttemptRow {
  readonly id: string;
  readonly at: Date;
  readonly outcome: 'accepted' | 'refused';
  readonly reason: string;
  readonly operator_id: OperatorId | null;
  readonly ip: string;
  readonly user_agent: string;
}

export async function insertAttempt(db: Sql, row: OperatorAttemptRow): Promise<void> {
  await db.insertInto('operator_attempts').values(row).execute();
}

export const latestAttempts = (db: Sql, operator: OperatorId, limit: number): Promise<OperatorAttemptRow[]> =>
  db
    .selectFrom('operator_attempts')
    .select(['id', 'at', 'outcome', 'reason', 'operator_id', 'ip', 'user_agent'])
    .where('operator_id', '=', operator)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .$narrowType<Pick<OperatorAttemptRow, 'outcome' | 'operator_id'>>()
    .execute();
