import type { OperatorId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface OperatorRow {
  readonly id: OperatorId;
  readonly name: string;
  readonly created_at: Date;
  readonly password_hash: string | null;
  readonly enrolled_at: Date | null;
  readonly disabled_at: Date | null;
}

const COLUMNS = ['id', 'name', 'created_at', 'password_hash', 'enrolled_at', 'disabled_at'] as const;

export const operatorByName = (db: Sql, name: string): Promise<OperatorRow | undefined> =>
  db
    .selectFrom('operators')
    .select(COLUMNS)
    .where('name', '=', name)
    .$narrowType<{ id: OperatorId }>()
    .executeTakeFirst();

/** Locked to the end of the unit. */
export const lockOperator = (db: Sql, id: OperatorId): Promise<OperatorRow | undefined> =>
  db
    .selectFrom('operators')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .$narrowType<{ id: OperatorId }>()
    .executeTakeFirst();

export interface ListedOperator extends Omit<OperatorRow, 'password_hash'> {
  readonly last_seen_at: Date | null;
  /** Whether an authenticator app of theirs counts. */
  readonly has_factor: boolean;
}

export const allOperators = (db: Sql, limit: number): Promise<ListedOperator[]> =>
  db
    .selectFrom('operators as o')
    .select(['o.id', 'o.name', 'o.created_at', 'o.enrolled_at', 'o.disabled_at'])
    .select((row) => [
      row
        .selectFrom('operator_sessions as s')
        .select((of) => of.fn.max('s.last_seen_at').as('last_seen_at'))
        .whereRef('s.operator_id', '=', 'o.id')
        .where('s.factor', 'is not', null)
        .as('last_seen_at'),
      row
        .exists(
          row
            .selectFrom('operator_authenticators as a')
            .select('a.operator_id')
            .whereRef('a.operator_id', '=', 'o.id')
            .where('a.state', '=', 'counts'),
        )
        .$castTo<boolean>()
        .as('has_factor'),
    ])
    .orderBy('o.name')
    .limit(limit)
    .$narrowType<{ id: OperatorId }>()
    .execute();

export async function insertOperator(
  db: Sql,
  row: { readonly id: OperatorId; readonly name: string; readonly created_at: Date },
): Promise<void> {
  await db.insertInto('operators').values(row).execute();
}

export async function changeOperator(
  db: Sql,
  id: OperatorId,
  change: Partial<Pick<OperatorRow, 'password_hash' | 'enrolled_at' | 'disabled_at'>>,
): Promise<void> {
  await db.updateTable('operators').set(change).where('id', '=', id).execute();
}

/** In the place of an earlier one. */
export async function putLink(
  db: Sql,
  row: { readonly operator_id: OperatorId; readonly token_hash: Buffer; readonly expires_at: Date },
): Promise<void> {
  await db
    .insertInto('operator_links')
    .values(row)
    .onConflict((conflict) => conflict.column('operator_id').doUpdateSet(row))
    .execute();
}

export const operatorOfLink = (
  db: Sql,
  hash: Buffer,
  now: Date,
): Promise<{ id: OperatorId; name: string; expires_at: Date } | undefined> =>
  db
    .selectFrom('operator_links as l')
    .innerJoin('operators as o', 'o.id', 'l.operator_id')
    .select(['o.id', 'o.name', 'l.expires_at'])
    .where('l.token_hash', '=', hash)
    .where('l.expires_at', '>', now)
    .where('o.disabled_at', 'is', null)
    .$narrowType<{ id: OperatorId }>()
    .executeTakeFirst();

export async function deleteLink(db: Sql, operator: OperatorId): Promise<void> {
  await db.deleteFrom('operator_links').where('operator_id', '=', operator).execute();
}
