import { PolicyVersionList, PolicyVersionParams, PublishedPolicy, PublishPolicy } from '#contract/desk-policy.ts';
import { publicId } from '#contract/ids.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { type CurrentPolicy, editedPolicy, listVersions, policyVersion, publishPolicy } from './policy.ts';

const show = ({ version, policy, setBy, setAt }: CurrentPolicy) => ({
  ...{ version, policy },
  ...(setBy && setAt ? { setBy: publicId('U', setBy), setAt: setAt.toISOString() } : {}),
});

export const deskPolicyRoutes: Route[] = [
  route(
    'GET /v1/desk/policy',
    {
      may: 'desk.manage',
      says: 'What the team publishes about reports of weaknesses, or what is proposed to it.',
      reply: PublishedPolicy,
    },
    async (work, { actor }) => show(await editedPolicy(work, actor)),
  ),
  route(
    'PUT /v1/desk/policy',
    {
      may: 'desk.manage',
      says: 'Publishes the next version of the policy.',
      body: PublishPolicy,
      reply: PublishedPolicy,
    },
    async (work, { actor, body }) => show(await publishPolicy(work, actor, body)),
  ),
  route(
    'GET /v1/desk/policy/versions',
    { may: 'desk.manage', says: 'Which versions of the policy there were, and by whom.', reply: PolicyVersionList },
    async (work) => ({
      versions: (await listVersions(work)).map(({ version, set_by, set_at }) => ({
        ...{ version, setBy: publicId('U', set_by), setAt: set_at.toISOString() },
      })),
    }),
  ),
  route(
    'GET /v1/desk/policy/versions/:version',
    {
      may: 'desk.manage',
      says: 'One version of the policy.',
      params: PolicyVersionParams,
      reply: PublishedPolicy,
    },
    async (work, { params }) => show(await policyVersion(work, params.version)),
  ),
];
