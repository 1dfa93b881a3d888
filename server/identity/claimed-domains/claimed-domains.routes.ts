import { MailedLink } from '#contract/identity.ts';
import {
  type ClaimedDomain,
  ClaimedDomainList,
  ClaimedDomainParams,
  MailDomainCode,
  ProveDomain,
} from '#contract/sso.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { longRoute, route } from '../access/access.ts';
import {
  type ClaimedDomainRow,
  claimDomain,
  giveUpDomain,
  listClaimed,
  mailCode,
  proveDomain,
  recordNameOf,
} from './claimed-domains.ts';

export const claimedDomainRoutes = ({ egress, mailer }: { readonly egress: Egress; readonly mailer: Mailer }) => [
  route(
    'GET /v1/claimed-domains',
    {
      may: 'sign-in.manage',
      says: 'The domains that the team says are its own, and whether it has shown it.',
      reply: ClaimedDomainList,
    },
    async (work) => show(await listClaimed(work)),
  ),
  route(
    'PUT /v1/claimed-domains/:domain',
    {
      may: 'owners.manage',
      says: 'Claims a domain and says what is to be shown; needs a recent proof.',
      params: ClaimedDomainParams,
      reply: ClaimedDomainList,
    },
    async (work, { actor, params }) => show(await claimDomain(work, actor, params.domain)),
  ),
  longRoute(
    'POST /v1/claimed-domains/:domain/code',
    {
      may: 'owners.manage',
      says: 'Mails a code to who runs the domain; needs a recent proof.',
      params: ClaimedDomainParams,
      body: MailDomainCode,
      reply: MailedLink,
    },
    (units, { actor, params, body }) => mailCode(units, mailer, actor, params.domain, body.mailbox),
  ),
  longRoute(
    'POST /v1/claimed-domains/:domain/proof',
    {
      may: 'owners.manage',
      says: 'Shows that the domain is the team’s own, by a mailed code or by the DNS; needs a recent proof.',
      params: ClaimedDomainParams,
      body: ProveDomain,
      reply: ClaimedDomainList,
    },
    async (units, { actor, params, body }) => show(await proveDomain(units, egress, actor, params.domain, body.code)),
  ),
  route(
    'DELETE /v1/claimed-domains/:domain',
    {
      may: 'owners.manage',
      says: 'Gives a domain up: nobody new is let in by an address there; needs a recent proof.',
      params: ClaimedDomainParams,
    },
    (work, { actor, params }) => giveUpDomain(work, actor, params.domain),
  ),
];

const show = (rows: readonly ClaimedDomainRow[]) => ({
  domains: rows.map(
    ({ domain, record, claimed_at, proven_at, proven_by }): ClaimedDomain => ({
      ...{ domain, record, recordName: recordNameOf(domain), claimedAt: claimed_at.toISOString() },
      ...(proven_at && proven_by ? { provenAt: proven_at.toISOString(), provenBy: proven_by } : {}),
    }),
  ),
});
