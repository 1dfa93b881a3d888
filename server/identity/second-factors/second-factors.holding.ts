import { after, DAY_MS } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';

export const secondFactorsHolding: Holding = {
  name: 'second-factors',
  tables: ['authenticators', 'authenticator_enrolments', 'recovery_codes', 'second_factor_resets'],
  of: 'team',
  kept: 'As long as the member has them; what was begun and never confirmed goes after a day.',
  async expire({ sql, now }) {
    const before = after(now, -DAY_MS);
    const begun = await sql.deleteFrom('authenticator_enrolments').where('begun_at', '<', before).executeTakeFirst();
    const pending = await sql
      .deleteFrom('recovery_codes')
      .where('counts_since', 'is', null)
      .where('made_at', '<', before)
      .executeTakeFirst();
    return Number(begun.numDeletedRows + pending.numDeletedRows);
  },
};
