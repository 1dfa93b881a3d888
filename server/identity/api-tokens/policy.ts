/**
 * Who makes tokens in a team, and how long they last. The danger: tokens that nobody remembers, and that never end. The
 * principle: every token has an end unless the team says otherwise, and a shorter time holds for those that stand. The
 * boundary: a token that somebody uses daily ends all the same; the mail before it is what keeps a program running.
 */
import type { Role } from '#contract/identity.ts';
import type { TokenPolicy } from '#contract/tokens.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { endBy, policyOf, storePolicy } from './policy.sql.ts';

const { longest, lifetimeDays } = limits.apiTokens;

export const notByMembers = problem(
  'api-tokens/not-by-members',
  403,
  'In this team only owners and admins make API tokens. Ask one of them.',
);
export const expiryPast = problem(
  'api-tokens/expiry-past',
  422,
  'The token would end before it begins. Choose a time to come.',
);
export const lastsTooLong = problem<{ longestDays: number }>(
  'api-tokens/lasts-too-long',
  422,
  'The team does not let API tokens last that long. Choose an earlier end.',
);
export const longestOutOfBounds = problem<{ min: number; max: number }>(
  'api-tokens/longest-out-of-bounds',
  422,
  'Tokens cannot be bound to so short or so long a time. Choose a number of days within the bounds.',
);

export async function tokenPolicy(work: Work): Promise<TokenPolicy> {
  const set = await policyOf(work.sql);
  return {
    membersMay: set?.members_may ?? true,
    longestDays: set ? set.longest_days : longest.default,
    bounds: { min: longest.min, max: longest.max },
  };
}

/** Sets who makes tokens and how long they last at most; those that would last longer end then. */
export async function setTokenPolicy(
  work: Work,
  actor: Actor,
  { membersMay, longestDays }: Pick<TokenPolicy, 'membersMay' | 'longestDays'>,
): Promise<TokenPolicy> {
  requireRecentProof(actor, work.now);
  const { min, max } = longest;
  if (longestDays !== null && (longestDays < min || longestDays > max)) throw longestOutOfBounds({ min, max });
  const set = { members_may: membersMay, longest_days: longestDays };
  await storePolicy(work.sql, { ...set, team_id: actor.team, set_by: actor.member, set_at: work.now });
  const latest = longestDays === null ? undefined : after(work.now, longestDays * DAY_MS);
  const shortened = latest ? await endBy(work.sql, latest) : 0;
  const details = { membersMay, longestDays, shortened };
  work.audit({ kind: 'tokens.limited', actor: auditName(actor), object: `team:${actor.team}`, details });
  return { ...(await tokenPolicy(work)), shortened };
}

export const mayMake = (role: Role, { membersMay }: Pick<TokenPolicy, 'membersMay'>): boolean =>
  role === 'owner' || role === 'admin' || membersMay;

/** When a token ends that is made now: as is wished, or in 90 days; null: when it is revoked. */
export function endOf(
  now: Date,
  wished: Date | null | undefined,
  { longestDays }: Pick<TokenPolicy, 'longestDays'>,
): Date | null {
  const latest = longestDays === null ? undefined : after(now, longestDays * DAY_MS);
  if (wished === undefined) return after(now, Math.min(lifetimeDays, longestDays ?? lifetimeDays) * DAY_MS);
  if (wished && !(wished > now)) throw expiryPast();
  if (longestDays !== null && latest && (wished === null || wished > latest)) throw lastsTooLong({ longestDays });
  return wished;
}
