/** All API tokens of a team, for who looks after it: whose they are, what they reach, and which nobody uses. */
import { publicId, type TokenId } from '#contract/ids.ts';
import type { TeamTokens } from '#contract/tokens.ts';
import { DAY_MS, after as later } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { countTokens, type Show, tokensOfTeam } from './api-tokens.sql.ts';
import { showToken } from './showing.ts';

/** Before this moment a token that nobody used since counts as unused. */
export const unusedSince = (now: Date): Date => later(now, -limits.apiTokens.unusedDays * DAY_MS);

/** In the order in which they were made, after the token `after`. */
export async function listTeamTokens(
  work: Work,
  { after, limit = limits.page.default, show }: { after?: TokenId; limit?: number; show?: Show },
): Promise<TeamTokens> {
  const asked = { show, now: work.now, unusedSince: unusedSince(work.now) };
  const rows = await tokensOfTeam(work.sql, asked, { after, limit: limit + 1 });
  const tokens = rows.slice(0, limit);
  const last = rows.length > limit ? tokens.at(-1) : undefined;
  return {
    tokens: tokens.map(showToken),
    ...(last ? { next: publicId('K', last.id) } : {}),
    counts: await countTokens(work.sql, work.now, asked.unusedSince),
  };
}
