/**
 * Tokens whose end is near. The danger: a program that stops in the night because nobody remembered its token. So who
 * looks after it gets a mail, and another one a day before; each states itself as a fact of the commit that notes it.
 */
import type { MemberId, TokenId } from '#contract/ids.ts';
import { DAY_MS, minuteInUtc } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { requireMember } from '../members/members.ts';
import { ownTeam } from '../teams/teams.ts';
import { findStanding, takeEnding } from './api-tokens.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** It ends within so many days. Told once for each of them. */
    'token.ending': { readonly member: MemberId; readonly token: TokenId; readonly days: number };
  }
}

const { warnedDays, warnedPerUnitMax } = limits.apiTokens;

/** States of the next tokens that they end soon; false when none is left. */
export async function tellEnding(work: Work): Promise<boolean> {
  // The fewest days first: who is told of one day is not told of seven.
  for (const days of warnedDays.toSorted((a, b) => a - b)) {
    const window = { now: work.now, days, windowMs: days * DAY_MS };
    const ending = await takeEnding(work.sql, window, warnedPerUnitMax);
    for (const { id, member_id } of ending) work.emit({ kind: 'token.ending', member: member_id, token: id, days });
    if (ending.length > 0) return true;
  }
  return false;
}

/**
 * The mail to whose token it is, or to who made it for a bot or the team; undefined where it does not stand any more,
 * or that member has no address or is gone.
 */
export async function letterOfEnding(work: Work, id: TokenId, url: string): Promise<Mail | undefined> {
  const token = await findStanding(work.sql, id, work.now);
  if (!token?.expires_at) return undefined;
  const isOwn = token.kind === 'personal';
  const keeper = await requireMember(work, isOwn ? token.member_id : token.created_by);
  if (keeper.email === null || keeper.deactivated_at) return undefined;
  const { name, slug } = await ownTeam(work, keeper.team_id);
  const on = minuteInUtc(token.expires_at);
  const used = token.last_used_at ? `It was last used on ${minuteInUtc(token.last_used_at)}.` : 'It was never used.';
  const text = [
    `The API token “${token.name}” in ${name} ends on ${on}. What uses it is refused from then on. ${used}`,
    `Make another one and put it in its place:\n\n${url}/t/${slug}${isOwn ? '/me/security' : '/admin/tokens'}`,
    'If nothing uses it any more, there is nothing to do.',
  ].join('\n\n');
  return { to: keeper.email, subject: `An API token in ${name} ends on ${on}`, text: `${text}\n` };
}
