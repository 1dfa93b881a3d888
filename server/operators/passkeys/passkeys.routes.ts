import { AddPasskey, Passkey, PasskeyCreation, PasskeyParams, PasskeyRequest } from '#contract/passkeys.ts';
import { route } from '../access/access.ts';
import { addPasskey, askForPasskey, beginPasskey, removePasskey } from './passkeys.ts';

export const passkeyRoutes = (url: () => string) => [
  route(
    'POST /v1/operator/sign-in/second-factor/passkey-request',
    {
      may: 'signing-in',
      says: 'What the browser is asked for to finish a sign-in by a passkey.',
      reply: PasskeyRequest,
    },
    (work, { actor }) => askForPasskey(work, url(), actor, 'second-factor'),
  ),
  route(
    'POST /v1/operator/me/proof/passkey-request',
    {
      may: 'signed-in',
      says: 'What the browser is asked for to prove once more that it is you.',
      reply: PasskeyRequest,
    },
    (work, { actor }) => askForPasskey(work, url(), actor, 'proof'),
  ),
  route(
    'POST /v1/operator/me/passkey-request',
    {
      may: 'signed-in',
      says: 'Begins to add a passkey: what the browser is to have made. Needs a recent proof.',
      reply: PasskeyCreation,
    },
    (work, { actor }) => beginPasskey(work, url(), actor),
  ),
  route(
    'POST /v1/operator/me/passkeys',
    { may: 'signed-in', says: 'Adds the passkey that was made.', body: AddPasskey, reply: Passkey, status: 201 },
    (work, { actor, body }) => addPasskey(work, url(), actor, body),
  ),
  route(
    'DELETE /v1/operator/me/passkeys/:passkey',
    {
      may: 'signed-in',
      says: 'Removes a passkey, and ends your other sign-ins; needs a recent proof.',
      params: PasskeyParams,
    },
    (work, { actor, params }) => removePasskey(work, actor, params.passkey),
  ),
];
