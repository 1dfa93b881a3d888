import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const sessionsHolding: Holding = {
  name: 'sessions',
  tables: ['sessions', 'session_policies'],
  of: 'team',
  kept: 'Thirty days after a device was signed out or its session ended.',
  async expire({ sql, now }) {
    const before = after(now, -limits.sessions.endedKeptMs);
    const gone = await sql
      .deleteFrom('sessions')
      .where((row) => row.or([row('expires_at', '<', before), row('revoked_at', '<', before)]))
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
