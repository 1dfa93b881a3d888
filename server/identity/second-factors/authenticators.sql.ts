import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface AuthenticatorRow {
  readonly secret: Buffer;
  readonly used_step: number;
  readonly added_at: Date;
  /** In which session it was added; null before there were records of it. */
  readonly made_on: SessionId | null;
}

const COLUMNS = ['secret', 'used_step', 'added_at', 'made_on'] as const;
type Narrow = Pick<AuthenticatorRow, 'made_on'>;

export const authenticatorOf = (db: Sql, member: MemberId): Promise<AuthenticatorRow | undefined> =>
  db
    .selectFrom('authenticators')
    .select(COLUMNS)
    .where('member_id', '=', member)
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** Of several who use codes at once, one is looked at after the other. */
export const lockAuthenticator = (db: Sql, member: MemberId): Promise<AuthenticatorRow | undefined> =>
  db
    .selectFrom('authenticators')
    .select(COLUMNS)
    .where('member_id', '=', member)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

export async function markStepUsed(db: Sql, member: MemberId, step: number): Promise<void> {
  await db.updateTable('authenticators').set({ used_step: step }).where('member_id', '=', member).execute();
}

/** In the place of an earlier one. */
export async function putAuthenticator(
  db: Sql,
  row: AuthenticatorRow & { readonly member_id: MemberId; readonly team_id: TeamId },
): Promise<void> {
  await db
    .insertInto('authenticators')
    .values(row)
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
    .execute();
}

export const deleteAuthenticator = async (db: Sql, member: MemberId): Promise<boolean> =>
  (await db.deleteFrom('authenticators').where('member_id', '=', member).executeTakeFirst()).numDeletedRows > 0n;

/** In the place of an earlier one. */
export async function putEnrolment(
  db: Sql,
  row: { readonly member_id: MemberId; readonly team_id: TeamId; readonly secret: Buffer; readonly begun_at: Date },
): Promise<void> {
  await db
    .insertInto('authenticator_enrolments')
    .values(row)
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
    .execute();
}

export const enrolmentOf = async (db: Sql, member: MemberId, begunAfter: Date): Promise<Buffer | undefined> => {
  const query = db.selectFrom('authenticator_enrolments').select('secret').where('member_id', '=', member);
  return (await query.where('begun_at', '>', begunAfter).executeTakeFirst())?.secret;
};

export async function deleteEnrolment(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('authenticator_enrolments').where('member_id', '=', member).execute();
}

/** Since when the member has a second factor, whichever; null: none. */
export async function setFactorSince(db: Sql, member: MemberId, since: Date | null): Promise<void> {
  await db.updateTable('members').set({ second_factor_since: since }).where('id', '=', member).execute();
}

export const factorSince = async (db: Sql, member: MemberId): Promise<Date | null> => {
  const row = await db.selectFrom('members').select('second_factor_since').where('id', '=', member).executeTakeFirst();
  return row?.second_factor_since ?? null;
};
