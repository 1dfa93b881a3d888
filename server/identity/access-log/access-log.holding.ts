import { after, DAY_MS } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { keptDays } from './retention.ts';
import { expireSummaries } from './summaries.sql.ts';

export const accessLogHolding: Holding = {
  name: 'access-log',
  tables: ['attempts', 'access_summaries', 'access_log_policies'],
  of: 'team',
  kept: 'A year, or as long as the team set, and a device as long as its session: to find out how somebody got in.',
  async expire({ sql, now }) {
    const before = after(now, -(await keptDays({ sql })) * DAY_MS);
    const gone = await sql.deleteFrom('attempts').where('at', '<', before).executeTakeFirst();
    return Number(gone.numDeletedRows) + (await expireSummaries(sql, before));
  },
};
