import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { limits } from '#platform/limits.ts';
import { everyTeam } from '../teams/teams.ts';
import { countTokens } from './api-tokens.sql.ts';
import { unusedSince } from './team-tokens.ts';

/** Of all teams together: how many tokens work, and how many of them have no end, no use or no scopes. */
export const apiTokenEvidence = (clock: Clock): Evidence => ({
  claim: 'api-tokens/ends',
  says: 'Every API token that works has an end.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database: select count(*), count(expires_at) from api_tokens where revoked_at is null and ' +
    '(expires_at is null or expires_at > now()) and member_id in ' +
    '(select id from members where deactivated_at is null).',
  async measure(units) {
    const now = clock();
    const sum = { active: 0, endless: 0, unused: 0, unscoped: 0 };
    for await (const { id } of everyTeam(units)) {
      const found = await units.open({ team: id }, ({ sql }) => countTokens(sql, now, unusedSince(now)));
      for (const name of ['active', 'endless', 'unused', 'unscoped'] as const) sum[name] += found[name];
    }
    const value =
      `${sum.active - sum.endless} of ${sum.active} tokens have an end; ${sum.unused} were not used for ` +
      `${limits.apiTokens.unusedDays} days, ${sum.unscoped} are from before there were scopes`;
    return { at: now, value, kept: sum.endless === 0 };
  },
});
