import { Readable } from 'node:stream';
import {
  ProviderPlaceParams,
  ReadSamlMetadata,
  SamlDescription,
  SignOutForm,
  SsoKeyParams,
  SsoProviderParams,
  WayOut,
} from '#contract/sso.ts';
import type { Reply } from '#platform/http/http.ts';
import { longRoute, route } from '../access/access.ts';
import type { Guesses } from '../guessing/guessing.ts';
import { newKey } from '../saml/saml.ts';
import { judgeNetwork } from './abuse.ts';
import { readMetadata } from './metadata.ts';
import { addKey, removeKey } from './rotation.ts';
import { metadataFor, signOutFrom, wayOut } from './sign-out.ts';
import type { SsoMeans } from './sso.ts';

const leadingTo = (location: string): Reply<undefined> => ({ status: 303, body: undefined, headers: { location } });

export const samlRoutes = (means: SsoMeans & { readonly guesses: Guesses }) => [
  ...placeRoutes(means),
  longRoute(
    'POST /v1/sso/metadata',
    {
      may: 'owners.manage',
      says: 'Reads the metadata of a provider of SAML, as a text or from its address; nothing is changed by it.',
      body: ReadSamlMetadata,
      reply: SamlDescription,
    },
    (_units, { body }) => readMetadata(means.egress, body),
  ),
  longRoute(
    'POST /v1/sso/providers/:provider/keys',
    {
      may: 'owners.manage',
      says: 'Makes the key that will follow ours at a provider of SAML; needs a recent proof.',
      params: SsoProviderParams,
    },
    async (units, { actor, params }) => {
      const key = await newKey();
      await units.open({ team: actor.team }, (work) => addKey(work, actor, params.provider, key));
    },
  ),
  route(
    'DELETE /v1/sso/providers/:provider/keys/:key',
    {
      may: 'owners.manage',
      says: 'Removes a key of ours; the other one signs from now on. Needs a recent proof.',
      params: SsoKeyParams,
    },
    (work, { actor, params }) => removeKey(work, actor, params.provider, params.key),
  ),
  route(
    'GET /v1/sso/sign-out',
    { may: 'signing-in', says: 'Where to go after signing out here, to sign out at the provider too.', reply: WayOut },
    async (work, { actor }) => {
      const location = await wayOut(work, actor, means.url());
      return location === undefined ? {} : { location };
    },
  ),
];

/** What providers read and send browsers to. */
function placeRoutes(means: SsoMeans & { readonly guesses: Guesses }) {
  const judged = judgeNetwork(means.guesses);
  const may = 'anyone';
  const own = () => ({ accessLog: means.accessLog, url: means.url() });
  return [
    longRoute(
      'GET /v1/teams/:slug/sso/:provider/metadata',
      { may, says: 'Our metadata for a provider of SAML.', params: ProviderPlaceParams },
      async (units, { params }) => ({
        status: 200,
        body: Readable.from([await metadataFor(units, params, means.url())]),
        headers: { 'content-type': 'application/samlmetadata+xml' },
      }),
    ),
    // The protocol wants it to be an address that one visits. What it changes, the provider has signed for.
    longRoute(
      'GET /v1/teams/:slug/sso/:provider/sign-out',
      { may, says: 'Ends the devices that a provider signs out, and leads back to it.', params: ProviderPlaceParams },
      async (units, { params, content, origin }) => {
        await judged(origin);
        const { url: address = '' } = content as { url?: string };
        const query = address.slice(address.indexOf('?') + 1);
        return leadingTo(await signOutFrom(units, own(), params, { by: 'address', query }, origin));
      },
    ),
    longRoute(
      'POST /v1/teams/:slug/sso/:provider/sign-out',
      {
        may,
        says: 'The same, with a form that the provider’s page sends.',
        params: ProviderPlaceParams,
        body: SignOutForm,
        form: 'elsewhere',
      },
      async (units, { params, body, origin }) => {
        await judged(origin);
        return leadingTo(await signOutFrom(units, own(), params, { by: 'form', fields: body }, origin));
      },
    ),
  ];
}
