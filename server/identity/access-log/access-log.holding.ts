import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const accessLogHolding: Holding = {
  name: 'access-log',
  tables: ['attempts'],
  of: 'team',
  kept: 'A year, to find out how somebody got in.',
  async expire({ sql, now }) {
    const gone = await sql
      .deleteFrom('attempts')
      .where('at', '<', after(now, -limits.attempts.keptMs))
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
