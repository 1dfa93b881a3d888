import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const invitationsHolding: Holding = {
  name: 'invitations',
  tables: ['invitations'],
  of: 'team',
  kept: 'A year after an invitation can no longer be accepted, to answer who let whom in; a day if a domain made it.',
  async expire({ sql, now }) {
    const { endedKeptMs } = limits.invitations;
    const unusedBefore = after(now, -limits.joinDomains.unusedKeptMs);
    const gone = await sql
      .deleteFrom('invitations')
      .where((row) =>
        row.or([
          row('expires_at', '<', after(now, -endedKeptMs)),
          // Anybody may type an address there: those that nobody proved are not kept.
          row.and([
            row('domain', 'is not', null),
            row('accepted_at', 'is', null),
            row('expires_at', '<', unusedBefore),
          ]),
        ]),
      )
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
