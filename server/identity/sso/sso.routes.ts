import { MemberParams, SignedIn } from '#contract/identity.ts';
import {
  AddSsoProvider,
  BeginSso,
  BegunSso,
  ChangeSsoProvider,
  CompleteSso,
  SetSsoPolicy,
  SignInOptions,
  SignInOptionsParams,
  Sso,
  SsoCookies,
  SsoProvider,
  SsoProviderParams,
  TestedSso,
} from '#contract/sso.ts';
import { type Clock, SECOND_MS } from '#platform/clock.ts';
import { ownCookie, ownCookieIn, type Reply } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { createThrottle } from '#platform/throttle.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, longRoute, route } from '../access/access.ts';
import { networkOf } from '../origin.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { policyOf } from '../sso-policy/sso-policy.ts';
import { ownTeam } from '../teams/teams.ts';
import { endPolicy, setPolicy } from './policy.ts';
import {
  addProvider,
  changeProvider,
  forgetIdentities,
  listProviders,
  removeProvider,
  showProvider,
} from './providers.ts';
import {
  beginSignIn,
  beginTest,
  completeSignIn,
  completeTest,
  type Departure,
  type SsoMeans,
  signInOptions,
} from './sso.ts';

export const tooManyDepartures = problem<{ retryAfterSeconds: number }>(
  'sso/too-many',
  429,
  'Too many sign-ins were begun from this network. Nothing was changed; try again later.',
);

const COOKIE = 'wardroom-sso';
const browserIn = (cookie: string | undefined): string | undefined =>
  /^[\w-]{43}$/.exec(ownCookieIn(cookie, COOKIE) ?? '')?.[0];

/** The browser keeps its secret for as long as what it belongs to can be used. */
const departed = ({ location, browser }: Departure, url: string): Reply<{ location: string }> => ({
  body: { location },
  headers: { 'set-cookie': ownCookie(COOKIE, browser, url, limits.sso.requestMs / SECOND_MS) },
});

export const ssoRoutes = (means: SsoMeans & { readonly clock: Clock }) => [
  ...visitorRoutes(means),
  ...testRoutes(means),
  ...policyRoutes(means.url),
  ...providerRoutes(means.url),
];

function visitorRoutes(means: SsoMeans & { readonly clock: Clock }) {
  const ofNetwork = createThrottle(limits.sso.requestsPerNetwork, means.clock);
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
        const leftMs = ofNetwork.take(networkOf(origin));
        if (leftMs > 0) throw tooManyDepartures({ retryAfterSeconds: Math.ceil(leftMs / SECOND_MS) });
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
        return signedInReply(await completeSignIn(units, means, back, origin), 'browser', means.url());
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
    (work, { actor }) => look(work, actor, url()),
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
      return await look(work, actor, url());
    },
  ),
  route(
    'DELETE /v1/sso/policy',
    { may: 'owners.manage', says: 'Nobody signs in by a provider any more; needs a recent proof.' },
    (work, { actor }) => endPolicy(work, actor),
  ),
];

const providerRoutes = (url: () => string) => [
  route(
    'POST /v1/sso/providers',
    { may: 'owners.manage', says: 'Adds a provider; needs a recent proof.', body: AddSsoProvider, reply: SsoProvider },
    async (work, { actor, body }) =>
      showProvider(await addProvider(work, actor, body), url(), await ownTeam(work, actor.team)),
  ),
  route(
    'PUT /v1/sso/providers/:provider',
    {
      may: 'owners.manage',
      says: 'Replaces the settings of a provider, and its secret if there is one; needs a recent proof.',
      params: SsoProviderParams,
      body: ChangeSsoProvider,
      reply: SsoProvider,
    },
    async (work, { actor, params, body }) =>
      showProvider(await changeProvider(work, actor, params.provider, body), url(), await ownTeam(work, actor.team)),
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

async function look(work: Work, actor: Actor, url: string) {
  const policy = await policyOf(work);
  const team = await ownTeam(work, actor.team);
  const providers = (await listProviders(work)).map((row) => showProvider(row, url, team));
  return { ...(policy ? { mode: policy.mode } : {}), countsAsFactor: policy?.countsAsFactor ?? false, providers };
}
