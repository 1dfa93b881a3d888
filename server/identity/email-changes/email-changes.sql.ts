import type { MemberId, TeamId } from '#contract/ids.ts';
import { type Sql, sqlState } from '#platform/database/database.ts';

export interface EmailChangeRow {
  readonly member_id: MemberId;
  readonly email: string;
  readonly asked_by: MemberId;
  readonly expires_at: Date;
}

export interface NewEmailChange extends EmailChangeRow {
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly created_at: Date;
}

/** An earlier one of the member is replaced, and with it its link. */
export async function putEmailChange(db: Sql, { member_id, ...change }: NewEmailChange): Promise<void> {
  await db
    .insertInto('email_changes')
    .values({ member_id, ...change })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(change))
    .execute();
}

export const emailChangeByHash = (db: Sql, hash: Buffer): Promise<EmailChangeRow | undefined> =>
  db
    .selectFrom('email_changes')
    .select(['member_id', 'email', 'asked_by', 'expires_at'])
    .where('token_hash', '=', hash)
    .$narrowType<Pick<EmailChangeRow, 'member_id' | 'asked_by'>>()
    .executeTakeFirst();

export async function deleteEmailChange(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('email_changes').where('member_id', '=', member).execute();
}

const UNIQUE_VIOLATION = '23505';

/** False when somebody else has the address; the unit of work cannot go on then. */
export async function setEmail(db: Sql, member: MemberId, email: string, folded: string): Promise<boolean> {
  try {
    await db.updateTable('members').set({ email, email_folded: folded }).where('id', '=', member).execute();
    return true;
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) return false;
    throw error;
  }
}
