import { Proof } from '#contract/second-factors.ts';
import { longRoute } from '../access/access.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { ProvingMeans } from '../second-factors/second-factors.ts';
import { proveByCode, proveByPassword } from './proofs.ts';

export const proofRoutes = (passwords: Passwords, means: ProvingMeans) => [
  longRoute(
    'POST /v1/me/proof',
    {
      may: 'signed-in',
      says: 'Proves once more that it is you: dangerous acts are open for ten minutes.',
      body: Proof,
    },
    (units, { actor, body, origin }) =>
      'code' in body
        ? proveByCode(units, means, actor, body.code, origin)
        : proveByPassword(units, passwords, actor, body.password),
  ),
];
