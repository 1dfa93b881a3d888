import {
  AddedProvisioningCredential,
  AddProvisioningCredential,
  ProvisionedGroupParams,
  Provisioning,
  ProvisioningCredentialParams,
  SetGroupRole,
  SetProvisioning,
} from '#contract/provisioning.ts';
import type { Clock } from '#platform/clock.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import type { Units } from '#platform/work.ts';
import { route } from '../access/access.ts';
import type { Guesses } from '../guessing/guessing.ts';
import type { Welcome } from '../members/members.ts';
import { createCalls } from './calls.ts';
import { addCredential, endCredential, showCredential } from './credentials.ts';
import { setGroupRole } from './groups.ts';
import { overview } from './provisioning.ts';
import { SCIM_PATH, scimRoutes } from './scim.routes.ts';
import { setNewAccounts } from './settings.ts';

export interface ProvisioningMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly mailer: Mailer;
  readonly url: () => string;
  readonly welcome: Welcome;
  readonly guesses: Guesses;
}

/** What owners and admins see and choose, and SCIM itself. */
export const provisioningRoutes = (means: ProvisioningMeans) => [
  ...chosenRoutes(means),
  ...scimRoutes({ ...means, calls: createCalls(means.clock, means.mailer) }),
];

const chosenRoutes = ({ url, welcome }: ProvisioningMeans) => [
  route(
    'GET /v1/provisioning',
    {
      may: 'sign-in.manage',
      says: 'What your directory presents, whom it keeps, what its groups give, and what it did last.',
      reply: Provisioning,
    },
    (work) => overview(work, `${url()}${SCIM_PATH}`),
  ),
  route(
    'PUT /v1/provisioning',
    {
      may: 'owners.manage',
      says: 'In which role your directory makes accounts; needs a recent proof.',
      body: SetProvisioning,
    },
    (work, { actor, body }) => setNewAccounts(work, actor, body.newAccounts),
  ),
  route(
    'POST /v1/provisioning/credentials',
    {
      may: 'owners.manage',
      says: 'Makes what your directory presents; its secret is shown this once; needs a recent proof.',
      body: AddProvisioningCredential,
      reply: AddedProvisioningCredential,
      status: 201,
    },
    async (work, { actor, body }) => {
      const { credential, secret } = await addCredential(work, actor, body.name);
      return { credential: showCredential(credential), secret };
    },
  ),
  route(
    'DELETE /v1/provisioning/credentials/:credential',
    {
      may: 'owners.manage',
      says: 'Ends a credential of your directory: it opens nothing any more; needs a recent proof.',
      params: ProvisioningCredentialParams,
    },
    (work, { actor, params }) => endCredential(work, actor, params.credential),
  ),
  route(
    'PUT /v1/provisioning/groups/:group/role',
    {
      may: 'owners.manage',
      says: 'Which role a group of your directory gives to who is in it; needs a recent proof.',
      params: ProvisionedGroupParams,
      body: SetGroupRole,
    },
    (work, { actor, params, body: { role } }) =>
      setGroupRole(work, welcome, actor, params.group, role === 'none' ? undefined : role),
  ),
];
