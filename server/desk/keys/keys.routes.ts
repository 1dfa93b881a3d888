import { DeskKey, DeskKeyList, DeskKeyParams, MadeDeskKey, MakeDeskKey, RevokeDeskKey } from '#contract/desk-keys.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { currentPolicy } from '../policy/policy.ts';
import { listKeys, makeKey, revokeKeyOf, showKey } from './keys.ts';

export const deskKeyRoutes: Route[] = [
  route(
    'GET /v1/desk/keys',
    { may: 'desk.manage', says: 'The OpenPGP keys of the security desk, without what is secret.', reply: DeskKeyList },
    async (work, { actor }) => {
      const { version, policy } = await currentPolicy(work, actor.team);
      const keys = (await listKeys(work)).map(showKey);
      return version === 0 ? { keys } : { address: policy.address, keys };
    },
  ),
  longRoute(
    'POST /v1/desk/keys',
    {
      may: 'desk.manage',
      says: 'Makes a key for the published address, in place of the one that is named.',
      body: MakeDeskKey,
      reply: MadeDeskKey,
      status: 201,
    },
    (units, { actor, body }) => makeKey(units, actor, body.replaces),
  ),
  longRoute(
    'POST /v1/desk/keys/:fingerprint/revocation',
    {
      may: 'desk.manage',
      says: 'Declares a key void, which is published; it still opens what was encrypted for it.',
      params: DeskKeyParams,
      body: RevokeDeskKey,
      reply: DeskKey,
    },
    (units, { actor, params, body }) => revokeKeyOf(units, actor, params.fingerprint, body.reason),
  ),
];
