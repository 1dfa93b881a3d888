/**
 * Joining by the domain of an e-mail address. The danger: a stranger who learns which teams, domains and accounts
 * there are, mail that somebody has sent to a third person, and a domain at which anybody gets an address. The
 * principle: whoever asks gets the same answer at the same moment, before anything is looked up; the link goes to the
 * mailbox alone, and what is asked for is bounded by address, network and team. The boundary: a domain is believed
 * because mail to it arrives; whoever runs its mail server can join.
 */
import { domainToASCII } from 'node:url';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { endDomainLinks } from '../invitations/invitations.ts';
import { lockTeam } from '../teams/teams.ts';
import { type DomainRow, deleteDomain, domainRows, insertDomain } from './join-domains.sql.ts';
import { isPublicProvider } from './public-providers.ts';

export { createJoinRequests } from './joining.ts';

export const domainUnusable = problem(
  'join-domains/unusable',
  422,
  'This is no domain of the internet. Write what stands behind the @ of your addresses.',
);
export const publicProvider = problem<{ domain: string }>(
  'join-domains/public-provider',
  422,
  'Anybody gets an address at this domain. List only a domain that your own organisation gives addresses at.',
);
export const noSuchDomain = problem('join-domains/no-such-domain', 404, 'The team does not list this domain.');
export const tooManyDomains = problem<{ most: number }>(
  'join-domains/too-many',
  409,
  'The team lists as many domains as it can. Remove one first.',
);

export const listDomains = (work: Work): Promise<DomainRow[]> => domainRows(work.sql, limits.joinDomains.perTeamMax);

/** From now on whoever reads mail at the domain may join as a member. The same again changes nothing. */
export async function addDomain(work: Work, actor: Actor, typed: string): Promise<DomainRow[]> {
  const domain = organisationDomain(typed);
  await lockTeam(work, actor.team);
  const listed = await listDomains(work);
  if (listed.some((row) => row.domain === domain)) return listed;
  const { perTeamMax: most } = limits.joinDomains;
  if (listed.length >= most) throw tooManyDomains({ most });
  await insertDomain(work.sql, actor.team, { domain, added_by: actor.member, added_at: work.now });
  audit(work, actor, 'join-domain.added', domain);
  return await listDomains(work);
}

/** Links that were mailed and not used are dead; who has joined stays. */
export async function removeDomain(work: Work, actor: Actor, typed: string): Promise<void> {
  const domain = domainOf(typed);
  await lockTeam(work, actor.team);
  if (!(await deleteDomain(work.sql, domain))) throw noSuchDomain();
  await endDomainLinks(work, domain);
  audit(work, actor, 'join-domain.removed', domain);
}

/** A domain that an organisation can have for itself, as DNS writes it; throws `domainUnusable` or `publicProvider`. */
export function organisationDomain(typed: string): string {
  const domain = domainOf(typed);
  if (isPublicProvider(domain)) throw publicProvider({ domain });
  return domain;
}

/** As DNS writes it; throws `domainUnusable`. */
export function domainOf(typed: string): string {
  const domain = domainToASCII(typed.trim().toLowerCase());
  const isName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(domain);
  if (!isName || /\.\d+$/.test(domain) || domain.length > 253) throw domainUnusable();
  return domain;
}

const audit = (work: Work, actor: Actor, kind: string, domain: string): void =>
  work.audit({ kind, actor: auditName(actor), object: `team:${actor.team}`, details: { domain } });
