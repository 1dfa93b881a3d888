import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const invitationsHolding: Holding = {
  name: 'invitations',
  tables: ['invitations'],
  of: 'team',
  kept: 'A year after an invitation can no longer be accepted, to answer who let whom in.',
  async expire({ sql, now }) {
    const gone = await sql
      .deleteFrom('invitations')
      .where('expires_at', '<', after(now, -limits.invitations.endedKeptMs))
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
