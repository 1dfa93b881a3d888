import { SignedIn, SignIn } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { type SignInMeans, signIn, signInRefused } from './sign-in.ts';

export const signInRoutes = (means: SignInMeans, url: () => string) => [
  longRoute(
    'POST /v1/sign-in',
    {
      may: 'anyone',
      says: 'Signs in with a password: a browser gets a cookie, another client a token. Every refusal reads the same.',
      body: SignIn,
      reply: SignedIn,
    },
    async (units, { body, origin }) => {
      const outcome = await signIn(units, means, body, origin);
      if (outcome.kind === 'refused') throw signInRefused();
      return signedInReply(outcome, body.as, url());
    },
  ),
];
