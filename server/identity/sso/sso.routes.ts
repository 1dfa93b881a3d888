import { MemberParams, SignedIn } from '#contract/identity.ts';
import {
  AddSsoProvider,
  BeginSso,
  BegunSso,
  CompleteSso,
  SetSsoPolicy,
  SignedOut,
  SignedOutQuery,
  SignInOptions,
  SignInOptionsParams,
  Sso,
  SsoCookies,
  SsoProvider,
  SsoProviderParams,
  TestedSso,
} from '#contract/sso.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { ownCookieIn } from '#platform/cookies.ts';
import { ownCookie, type Reply } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { longRoute, route } from '../access/access.ts';
import { type Guesses, isRefusal } from '../guessing/guessing.ts';
import { newKey } from '../saml/saml.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { judgeNetwork } from './abuse.ts';
import { lookAt, lookAtProvider } from './look.ts';
import { endPolicy, previewPolicy, setPolicy } from './policy.ts';
import { addProvider, changeProvider, forgetIdentities, removeProvider } from './providers.ts';
import { samlRoutes } from './saml.routes.ts';
import {
  beginSignIn,
  beginTest,
  completeSignIn,
  completeTest,
  type Departure,
  type SsoMeans,
  signInOptions,
  ssoRefused,
} from './sso.ts';

const COOKIE = 'wardroom-sso';
const browserIn = (cookie: string | undefined): string | undefined =>
  /^[\w-]{43}$/.exec(ownCookieIn(cookie, COOKIE) ?? '')?.[0];

/** The browser keeps its secret for as long as what it belongs to can be used. */
const departed = ({ location, browser }: Departure, url: string): Reply<{ location: string }> => ({
  body: { location },
  headers: { 'set-cookie': ownCookie(COOKIE, browser, url, limits.sso.requestMs / SECOND_MS) },
});

interface SsoRouteMeans extends SsoMeans {
  readonly guesses: Guesses;
}

export const ssoRoutes = (means: SsoRouteMeans) => [
  ...visitorRoutes(means),
  ...testRoutes(means),
  ...policyRoutes(means.url),
  ...providerRoutes(means.url),
  ...samlRoutes(means),
];

function visitorRoutes(means: SsoRouteMeans) {
  const judged = judgeNetwork(means.guesses);
  return [
    longRoute(
      'GET /v1/teams/:slug/sign-in',
      {
        may: 'anyone',
        says: 'By which providers members of a team sign in; the same for a team that is not there.',
        params: SignInOptionsParams,
        reply: SignInOptions,
      },
      (units, { params }) => signInOptions(units, params.slug),
    ),
    longRoute(
      'POST /v1/sso/requests',
      {
        may: 'anyone',
        says: 'Begins a sign-in by a provider: says where the browser goes, and binds what comes back to this browser.',
        body: BeginSso,
        headers: SsoCookies,
        reply: BegunSso,
      },
      async (units, { body, headers, origin }) => {
        await judged(origin);
        return departed(await beginSignIn(units, means, body, browserIn(headers.cookie)), means.url());
      },
    ),
    longRoute(
      'POST /v1/sso/requests/completion',
      {
        may: 'anyone',
        says: 'Ends it, with what the provider sent along: signs in, or refuses, always with the same words.',
        body: CompleteSso,
        headers: SsoCookies,
        reply: SignedIn,
      },
      async (units, { body, headers, origin }) => {
        const back = { ...body, browser: browserIn(headers.cookie) };
        const complete = () => completeSignIn(units, means, back, origin);
        const device = await means.guesses.guard('sso', { origin }, isRefusal(ssoRefused.code), complete);
        return signedInReply(device, 'browser', means.url());
      },
    ),
  ];
}

const testRoutes = (means: SsoMeans) => [
  longRoute(
    'POST /v1/sso/providers/:provider/test',
    {
      may: 'sign-in.manage',
      says: 'Begins a test of a provider in this browser; nobody is signed in by it.',
      params: SsoProviderParams,
      headers: SsoCookies,
      reply: BegunSso,
    },
    async (units, { actor, params, headers }) =>
      departed(await beginTest(units, means, actor, params.provider, browserIn(headers.cookie)), means.url()),
  ),
  longRoute(
    'POST /v1/sso/tests/completion',
    {
      may: 'sign-in.manage',
      says: 'Ends a test: shows what the provider said, and who would be signed in by it.',
      body: CompleteSso,
      headers: SsoCookies,
      reply: TestedSso,
    },
    (units, { actor, body, headers }) =>
      completeTest(units, means, actor, { ...body, browser: browserIn(headers.cookie) }),
  ),
];

const policyRoutes = (url: () => string) => [
  route(
    'GET /v1/sso',
    {
      may: 'sign-in.manage',
      says: 'Who may or must sign in by a provider, and the providers; no secrets.',
      reply: Sso,
    },
    (work, { actor }) => lookAt(work, actor, url()),
  ),
  route(
    'GET /v1/sso/policy/preview',
    {
      may: 'sign-in.manage',
      says: 'Whom a policy would sign out now, and whom it binds to providers that do not know them yet.',
      query: SignedOutQuery,
      reply: SignedOut,
    },
    (work, { query }) => previewPolicy(work, query.mode),
  ),
  route(
    'PUT /v1/sso/policy',
    {
      may: 'owners.manage',
      says: 'Lets or makes members sign in by a provider; signs out who may not stay. Needs a recent proof.',
      body: SetSsoPolicy,
      reply: Sso,
    },
    async (work, { actor, body }) => {
      await setPolicy(work, actor, body);
      return await lookAt(work, actor, url());
    },
  ),
  route(
    'DELETE /v1/sso/policy',
    { may: 'owners.manage', says: 'Nobody signs in by a provider any more; needs a recent proof.' },
    (work, { actor }) => endPolicy(work, actor),
  ),
];

const providerRoutes = (url: () => string) => [
  longRoute(
    'POST /v1/sso/providers',
    { may: 'owners.manage', says: 'Adds a provider; needs a recent proof.', body: AddSsoProvider, reply: SsoProvider },
    async (units, { actor, body }) => {
      const key = body.settings.kind === 'saml' ? await newKey() : undefined;
      return await units.open({ team: actor.team }, async (work) =>
        lookAtProvider(work, actor, await addProvider(work, actor, body, key), url()),
      );
    },
  ),
  route(
    'PUT /v1/sso/providers/:provider',
    {
      may: 'owners.manage',
      says: 'Replaces the settings of a provider, and its secret if there is one; needs a recent proof.',
      params: SsoProviderParams,
      body: AddSsoProvider,
      reply: SsoProvider,
    },
    async (work, { actor, params, body }) =>
      lookAtProvider(work, actor, await changeProvider(work, actor, params.provider, body), url()),
  ),
  route(
    'DELETE /v1/sso/providers/:provider',
    {
      may: 'owners.manage',
      says: 'Removes a provider and whom it knows; needs a recent proof.',
      params: SsoProviderParams,
    },
    (work, { actor, params }) => removeProvider(work, actor, params.provider),
  ),
  route(
    'DELETE /v1/members/:member/sso-identities',
    {
      may: 'owners.manage',
      says: 'No provider knows the member any more, whose devices are signed out; needs a recent proof.',
      params: MemberParams,
    },
    (work, { actor, params }) => forgetIdentities(work, actor, params.member),
  ),
];
