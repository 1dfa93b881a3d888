/**
 * Links by mail into an account. The danger: whoever can have such a link comes to hold the account. The principle:
 * its token goes into the mail alone, after the commit and by no queue or job, and is stored as a hash; it works once,
 * until its time is over or a newer one of its kind was mailed, and while the account is as it was. The boundary:
 * whoever reads the mailbox, runs its mail server, or reads the folder that stands in for one, can use it.
 */
import type { MemberId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { mintBearer, requireBearer } from '../bearer.ts';
import { lockedMember, type MemberRow, requireMember } from '../members/members.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import {
  deleteLink,
  deleteLinksOf,
  type LinkKind,
  type LinkRow,
  linkByHash,
  markMailed,
  putLinks,
  takeLinkByHash,
} from './mailed-links.sql.ts';

export { letterWith, linkTo, type MailingMeans, sendMail } from './letter.ts';
export type { LinkRow } from './mailed-links.sql.ts';
export { createMailRequests, type MailRequests, type RequestMeans } from './requests.ts';

/** A link to be mailed, and shown nowhere else. */
export interface OpenLink {
  readonly member: MemberRow;
  readonly email: string;
  readonly token: string;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

interface Recipient {
  readonly member: MemberRow;
  readonly email: string;
}

/** A link each; their earlier ones of the kind open nothing any more. `askedBy` is null for a visitor. */
export async function openLinks(
  work: Work,
  kind: LinkKind,
  askedBy: MemberId | null,
  to: readonly Recipient[],
): Promise<OpenLink[]> {
  const links = to.map(({ member, email }): OpenLink => {
    const { text: token, hash } = mintBearer(work.random, kind, member.team_id);
    return { member, email, token, hash, expiresAt: after(work.now, limits.mailedLinks.lifetimeMs[kind]) };
  });
  const rows = links.map(({ member, email, hash, expiresAt }) => ({
    ...{ member_id: member.id, kind, team_id: member.team_id, token_hash: hash, email, asked_by: askedBy },
    ...{ created_at: work.now, expires_at: expiresAt },
  }));
  if (rows.length > 0) await putLinks(work.sql, rows);
  return links;
}

/** Opens one; see `openLinks`. */
export async function openLink(work: Work, kind: LinkKind, askedBy: MemberId | null, to: Recipient): Promise<OpenLink> {
  const [link] = await openLinks(work, kind, askedBy, [to]);
  if (!link) throw new Error('A link was asked for and none was made.');
  return link;
}

/** Notes that the mails with these links were taken. */
export const noteMailed = (work: Work, links: readonly OpenLink[]): Promise<void> =>
  markMailed(
    work.sql,
    links.map(({ hash }) => hash),
    work.now,
  );

/** When a link of this kind opens something. */
export interface LinkRule {
  readonly kind: LinkKind;
  /** One refusal for all that does not: a link that was guessed tells nothing. */
  readonly notValid: () => Problem;
  /** Whether it still counts for the account as it is now. */
  counts(work: Work, link: LinkRow, member: MemberRow): Promise<boolean>;
}

/** The account behind a token, and its team; refuses with the rule's `notValid`. */
export async function lookAtLink(
  units: Units,
  rule: LinkRule,
  token: string,
): Promise<{ team: TeamRow; member: MemberRow }> {
  const { team, hash } = requireBearer(token, rule.kind, rule.notValid);
  return await units.open({ team }, async (work) => {
    const link = await linkByHash(work.sql, hash, work.now);
    const member = link && (await requireMember(work, link.member_id));
    if (!member || !(await rule.counts(work, link, member))) throw rule.notValid();
    return { team: await ownTeam(work, team), member };
  });
}

/** Uses the link up, under the lock of its member: of several who do at once, the others are refused. */
export async function takeLink(
  work: Work,
  rule: LinkRule,
  token: string,
): Promise<{ link: LinkRow; member: MemberRow }> {
  const { hash } = requireBearer(token, rule.kind, rule.notValid);
  // The member first: whoever opens a link takes the locks in this order too.
  const seen = await linkByHash(work.sql, hash, work.now);
  const member = seen && (await lockedMember(work, seen.member_id));
  const link = member && (await takeLinkByHash(work.sql, hash, work.now));
  if (!member || !link || !(await rule.counts(work, link, member))) throw rule.notValid();
  return { link, member };
}

/** Takes the member's link of the kind back; false when there is none that could still be used. */
export const dropLink = (work: Work, kind: LinkKind, member: MemberId): Promise<boolean> =>
  deleteLink(work.sql, member, kind, work.now);

/** Takes back every link into the account. */
export const dropLinks = (work: Work, member: MemberId): Promise<void> => deleteLinksOf(work.sql, member);
