import { domainToASCII } from 'node:url';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { inviteByDomain } from '../invitations/invitations.ts';
import {
  createMailRequests,
  letterWith,
  linkTo,
  type MailingMeans,
  type MailRequests,
  type RequestMeans,
} from '../mailed-links/mailed-links.ts';
import { findByEmail, foldEmail } from '../members/members.ts';
import { lockTeam, type TeamRow } from '../teams/teams.ts';
import { domainRows } from './join-domains.sql.ts';

/** Asked for by strangers: a link goes out where the team lists the domain of the address. */
export const createJoinRequests = (means: RequestMeans & MailingMeans): MailRequests =>
  createMailRequests(means, 'joining', (work, team, email) => letterFor(work, team, foldEmail(email), means.url()));

/** What the mailbox is told; undefined where the team does not list the domain. */
async function letterFor(work: Work, team: TeamRow, email: string, url: string): Promise<Mail | undefined> {
  const domain = await listedDomain(work, team.id, email);
  if (domain === undefined) return undefined;
  const account = await findByEmail(work, email);
  if (account) return account.deactivated_at ? undefined : letterToMember(team, email, url);
  const { token, expiresAt } = await inviteByDomain(work, team.id, { domain, email });
  return letterWith({
    to: email,
    subject: `Joining ${team.name}`,
    says: `Somebody, probably you, asked to join ${team.name} on Wardroom with this address.`,
    open: 'Open this link to choose a name and a password',
    link: linkTo(url, team, 'invitation', token),
    expiresAt,
    otherwise: 'If it was not you, do nothing: nobody is added without the link.',
  });
}

/** Under the lock of the team: a domain that is being removed has no link made after it. */
async function listedDomain(work: Work, team: TeamId, email: string): Promise<string | undefined> {
  const domain = domainToASCII(email.slice(email.lastIndexOf('@') + 1));
  await lockTeam(work, team);
  const listed = await domainRows(work.sql, limits.joinDomains.perTeamMax);
  return listed.find((row) => row.domain === domain)?.domain;
}

const letterToMember = (team: TeamRow, email: string, url: string): Mail => ({
  to: email,
  subject: `You are in ${team.name} already`,
  text: [
    `Somebody, probably you, asked to join ${team.name} on Wardroom with this address. It has an account there.`,
    `Sign in at ${url}/t/${team.slug}. If you cannot, ask an admin of the team.\n`,
  ].join('\n\n'),
});
