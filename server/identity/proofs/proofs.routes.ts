import { BrowserCookies } from '#contract/identity.ts';
import { PasskeyRequest } from '#contract/passkeys.ts';
import { Proof } from '#contract/second-factors.ts';
import { longRoute, route } from '../access/access.ts';
import type { OwnPasswordMeans } from '../passwords/passwords.ts';
import { askForPasskey, type ProvingMeans } from '../second-factors/second-factors.ts';
import { proveByCode, proveByPasskey, proveByPassword } from './proofs.ts';

export const proofRoutes = (means: ProvingMeans & OwnPasswordMeans) => [
  longRoute(
    'POST /v1/me/proof',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Proves once more that it is you: dangerous acts are open for ten minutes.',
      body: Proof,
      headers: BrowserCookies,
    },
    (units, { actor, body, headers, origin }) => {
      const caller = { ...origin, ...headers };
      if ('passkey' in body) return proveByPasskey(units, means, actor, body.passkey, origin);
      if ('code' in body) return proveByCode(units, means, actor, body.code, caller);
      return proveByPassword(units, means, actor, body.password, caller);
    },
  ),
  route(
    'POST /v1/me/proof/passkey-request',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'What the browser is to ask one of your passkeys for, to prove once more that it is you.',
      reply: PasskeyRequest,
    },
    (work, { actor }) => askForPasskey(work, means.url(), actor, 'proof'),
  ),
];
