import type { OperatorId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** `begun`: it was shown and has not yet proven that an app has it. */
export type AppState = 'begun' | 'counts';

export interface AppRow {
  readonly secret: Buffer;
  readonly used_step: number;
  readonly since: Date;
}

export const appOf = (db: Sql, operator: OperatorId, state: AppState): Promise<AppRow | undefined> =>
  db
    .selectFrom('operator_authenticators')
    .select(['secret', 'used_step', 'since'])
    .where('operator_id', '=', operator)
    .where('state', '=', state)
    .executeTakeFirst();

/** Of several who use codes at once, one is looked at after the other. */
export const lockApp = (db: Sql, operator: OperatorId): Promise<AppRow | undefined> =>
  db
    .selectFrom('operator_authenticators')
    .select(['secret', 'used_step', 'since'])
    .where('operator_id', '=', operator)
    .where('state', '=', 'counts')
    .forUpdate()
    .executeTakeFirst();

/** In the place of an earlier one. */
export async function putApp(db: Sql, operator: OperatorId, state: AppState, row: AppRow): Promise<void> {
  await db
    .insertInto('operator_authenticators')
    .values({ ...row, operator_id: operator, state })
    .onConflict((conflict) => conflict.columns(['operator_id', 'state']).doUpdateSet(row))
    .execute();
}

export async function markStepUsed(db: Sql, operator: OperatorId, step: number): Promise<void> {
  await db
    .updateTable('operator_authenticators')
    .set({ used_step: step })
    .where('operator_id', '=', operator)
    .where('state', '=', 'counts')
    .execute();
}

export async function deleteBegun(db: Sql, operator: OperatorId): Promise<void> {
  await db
    .deleteFrom('operator_authenticators')
    .where('operator_id', '=', operator)
    .where('state', '=', 'begun')
    .execute();
}

export async function deleteFactors(db: Sql, operator: OperatorId): Promise<void> {
  await db.deleteFrom('operator_authenticators').where('operator_id', '=', operator).execute();
  await db.deleteFrom('operator_recovery_codes').where('operator_id', '=', operator).execute();
}

/** A set that does not count yet, in the place of an earlier such one. */
export async function putPendingCodes(
  db: Sql,
  operator: OperatorId,
  hashes: readonly Buffer[],
  made_at: Date,
): Promise<void> {
  await db
    .deleteFrom('operator_recovery_codes')
    .where('operator_id', '=', operator)
    .where('counts_since', 'is', null)
    .execute();
  await db
    .insertInto('operator_recovery_codes')
    .values(hashes.map((code_hash) => ({ operator_id: operator, code_hash, made_at })))
    .execute();
}

export const hasPendingCode = async (db: Sql, operator: OperatorId, hash: Buffer): Promise<boolean> =>
  (await db
    .selectFrom('operator_recovery_codes')
    .select('operator_id')
    .where('operator_id', '=', operator)
    .where('code_hash', '=', hash)
    .where('counts_since', 'is', null)
    .executeTakeFirst()) !== undefined;

/** From now on the pending set counts, and it alone. */
export async function letPendingCount(db: Sql, operator: OperatorId, now: Date): Promise<void> {
  await db
    .deleteFrom('operator_recovery_codes')
    .where('operator_id', '=', operator)
    .where('counts_since', 'is not', null)
    .execute();
  await db
    .updateTable('operator_recovery_codes')
    .set({ counts_since: now })
    .where('operator_id', '=', operator)
    .execute();
}

/** False when the operator has no such code that counts; of several who use it at once, one gets true. */
export const takeCode = async (db: Sql, operator: OperatorId, hash: Buffer): Promise<boolean> => {
  const taken = await db
    .deleteFrom('operator_recovery_codes')
    .where('operator_id', '=', operator)
    .where('code_hash', '=', hash)
    .where('counts_since', 'is not', null)
    .executeTakeFirst();
  return taken.numDeletedRows === 1n;
};

export const countCodes = async (db: Sql, operator: OperatorId): Promise<number> => {
  const row = await db
    .selectFrom('operator_recovery_codes')
    .select((of) => of.fn.countAll<string>().as('left'))
    .where('operator_id', '=', operator)
    .where('counts_since', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(row.left);
};
