import type { Sql } from '#platform/database/database.ts';

/** The first run as far as it has come. */
export interface SetupRow {
  readonly token_hash: Buffer;
  readonly owner_name: string | null;
  readonly owner_email: string | null;
  readonly password_hash: string | null;
  readonly team_name: string | null;
  readonly team_slug: string | null;
  readonly time_zone: string | null;
}

const STEPS = {
  owner_name: null,
  owner_email: null,
  password_hash: null,
  team_name: null,
  team_slug: null,
  time_zone: null,
} as const;
const COLUMNS = [
  'token_hash',
  'owner_name',
  'owner_email',
  'password_hash',
  'team_name',
  'team_slug',
  'time_zone',
] as const;

/** Under another link everything begins anew: who held the former one has chosen nothing for who holds this one. */
export async function beginSetup(db: Sql, token_hash: Buffer, made_at: Date): Promise<void> {
  const fresh = { token_hash, made_at, ...STEPS };
  await db
    .insertInto('setups')
    .values(fresh)
    .onConflict((conflict) => conflict.column('only_one').doUpdateSet(fresh))
    .execute();
}

export const currentSetup = (db: Sql): Promise<SetupRow | undefined> =>
  db.selectFrom('setups').select(COLUMNS).executeTakeFirst();

/** Holds the row until the end of the unit: of several who complete it at once, the others find it gone. */
export const lockedSetup = (db: Sql): Promise<SetupRow | undefined> =>
  db.selectFrom('setups').select(COLUMNS).forUpdate().executeTakeFirst();

export async function saveStep(db: Sql, step: Partial<Omit<SetupRow, 'token_hash'>>): Promise<void> {
  await db.updateTable('setups').set(step).execute();
}

export async function endSetup(db: Sql): Promise<void> {
  await db.deleteFrom('setups').execute();
}
