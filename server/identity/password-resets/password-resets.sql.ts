import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PasswordResetRow {
  readonly member_id: MemberId;
  /** Where the link was mailed. */
  readonly email: string;
  readonly expires_at: Date;
}

export interface NewPasswordReset extends PasswordResetRow {
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly created_at: Date;
}

/** An earlier one of the member is replaced, and with it its link. */
export async function putPasswordReset(db: Sql, { member_id, ...reset }: NewPasswordReset): Promise<void> {
  await db
    .insertInto('password_resets')
    .values({ member_id, ...reset })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(reset))
    .execute();
}

export const passwordResetByHash = (db: Sql, hash: Buffer): Promise<PasswordResetRow | undefined> =>
  db
    .selectFrom('password_resets')
    .select(['member_id', 'email', 'expires_at'])
    .where('token_hash', '=', hash)
    .$narrowType<Pick<PasswordResetRow, 'member_id'>>()
    .executeTakeFirst();

export async function deletePasswordReset(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('password_resets').where('member_id', '=', member).execute();
}
