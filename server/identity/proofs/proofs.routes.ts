import { Proof } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { proveByPassword } from './proofs.ts';

export const proofRoutes = (passwords: Passwords) => [
  longRoute(
    'POST /v1/me/proof',
    {
      may: 'signed-in',
      says: 'Proves once more that it is you: dangerous acts are open for ten minutes.',
      body: Proof,
    },
    (units, { actor, body }) => proveByPassword(units, passwords, actor, body.password),
  ),
];
