import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const apiTokensHolding: Holding = {
  name: 'api-tokens',
  tables: ['api_tokens', 'token_policies'],
  of: 'team',
  kept: 'A year after a token was revoked or ended, to answer what it was for.',
  async expire({ sql, now }) {
    const before = after(now, -limits.apiTokens.endedKeptMs);
    const gone = await sql
      .deleteFrom('api_tokens')
      .where((row) => row.or([row('expires_at', '<', before), row('revoked_at', '<', before)]))
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
