import type { MemberId } from '#contract/ids.ts';
import { type Sql, sqlState } from '#platform/database/database.ts';

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
