import { publicId } from '#contract/ids.ts';
import { AskToJoin, JoinDomainList, JoinDomainParams } from '#contract/join-domains.ts';
import { longRoute, route } from '../access/access.ts';
import type { MailRequests } from '../mailed-links/mailed-links.ts';
import { addDomain, listDomains, removeDomain } from './join-domains.ts';

export const joinDomainRoutes = (requests: Pick<MailRequests, 'ask'>) => [
  route(
    'GET /v1/join-domains',
    {
      may: 'invitations.manage',
      says: 'The domains whose people may join by themselves. None at first.',
      reply: JoinDomainList,
    },
    async (work) => show(await listDomains(work)),
  ),
  route(
    'PUT /v1/join-domains/:domain',
    {
      may: 'invitations.manage',
      scope: 'none',
      says: 'Lets whoever reads mail at the domain join as a member.',
      params: JoinDomainParams,
      reply: JoinDomainList,
    },
    async (work, { actor, params }) => show(await addDomain(work, actor, params.domain)),
  ),
  route(
    'DELETE /v1/join-domains/:domain',
    {
      may: 'invitations.manage',
      scope: 'none',
      says: 'Lets nobody join by the domain any more. Links that were mailed and not used are dead.',
      params: JoinDomainParams,
    },
    (work, { actor, params }) => removeDomain(work, actor, params.domain),
  ),
  longRoute(
    'POST /v1/join-requests',
    {
      may: 'anyone',
      says: 'Asks to join a team with an address. The answer is always the same; a mail comes if it may join.',
      body: AskToJoin,
      status: 202,
    },
    async (_units, { body, origin }) => requests.ask(body, origin),
  ),
];

const show = (rows: Awaited<ReturnType<typeof listDomains>>) => ({
  domains: rows.map(({ domain, added_by, added_at }) => ({
    domain,
    addedBy: publicId('U', added_by),
    addedAt: added_at.toISOString(),
  })),
});
