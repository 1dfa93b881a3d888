import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const signOutsHolding: Holding = {
  name: 'sign-outs',
  // The closings first: they belong to a sign-out.
  tables: ['sign_out_closings', 'sign_outs'],
  of: 'team',
  kept: 'Three years: how fast everybody was out is a figure that is shown.',
  async expire({ sql, now }) {
    const before = after(now, -limits.signOuts.keptMs);
    const gone = await sql.deleteFrom('sign_outs').where('at', '<', before).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
