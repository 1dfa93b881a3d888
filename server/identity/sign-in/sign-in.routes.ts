import { BrowserCookies, SignedIn, SignIn } from '#contract/identity.ts';
import { BeginPasskeySignIn, CompletePasskeySignIn, PasskeyCookies, PasskeyRequest } from '#contract/passkeys.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { ownCookieIn } from '#platform/cookies.ts';
import { ownCookie } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { longRoute } from '../access/access.ts';
import { isRefusal } from '../guessing/guessing.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { beginPasskeySignIn, completePasskeySignIn, passkeyRefused } from './by-passkey.ts';
import { type SignInMeans, signIn, signInRefused } from './sign-in.ts';

export const tooManyPasskeySignIns = problem<{ retryAfterSeconds: number }>(
  'sign-in/too-many-by-passkey',
  429,
  'Too many sign-ins by a passkey were begun from this network. Nothing was changed; use your password, or wait.',
);

interface Means extends SignInMeans {
  readonly url: () => string;
}

export const signInRoutes = (means: Means) => [
  longRoute(
    'POST /v1/sign-in',
    {
      may: 'anyone',
      says: 'Signs in with a password: a browser gets a cookie, another client a token. Every refusal reads the same.',
      body: SignIn,
      headers: BrowserCookies,
      reply: SignedIn,
    },
    async (units, { body, headers, origin }) => {
      const outcome = await signIn(units, means, body, { ...origin, ...headers });
      if (outcome.kind === 'refused') throw signInRefused();
      return signedInReply(outcome, body.as, means.url());
    },
  ),
  ...passkeyRoutes(means),
];

const COOKIE = 'wardroom-passkey';
const browserIn = (cookie: string | undefined): string | undefined =>
  /^[\w-]{43}$/.exec(ownCookieIn(cookie, COOKIE) ?? '')?.[0];

function passkeyRoutes(means: Means) {
  return [
    longRoute(
      'POST /v1/sign-in/passkey-request',
      {
        may: 'anyone',
        says: 'What the browser is to ask its passkeys for; binds what comes back to this browser. Names no account.',
        body: BeginPasskeySignIn,
        headers: PasskeyCookies,
        reply: PasskeyRequest,
      },
      async (units, { body, headers, origin }) => {
        await means.guesses.begin('offer', { origin }, { refusal: tooManyPasskeySignIns });
        const begun = await beginPasskeySignIn(units, means.url(), body.team, browserIn(headers.cookie));
        const maxAgeSeconds = limits.passkeys.challengeMs / SECOND_MS;
        return {
          body: begun.request,
          headers: { 'set-cookie': ownCookie(COOKIE, begun.browser, means.url(), maxAgeSeconds) },
        };
      },
    ),
    longRoute(
      'POST /v1/sign-in/passkey',
      {
        may: 'anyone',
        says: 'Signs in by a passkey, which is both factors. Every refusal reads the same.',
        body: CompletePasskeySignIn,
        headers: PasskeyCookies,
        reply: SignedIn,
      },
      async (units, { body, headers, origin }) => {
        const answer = { ...body, browser: browserIn(headers.cookie) };
        const complete = () => completePasskeySignIn(units, means, answer, origin);
        const device = await means.guesses.guard('passkey', { origin }, isRefusal(passkeyRefused.code), complete);
        return signedInReply(device, 'browser', means.url());
      },
    ),
  ];
}
