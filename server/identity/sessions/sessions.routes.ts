import { SessionPolicyView, SetSessionPolicy } from '#contract/access.ts';
import { SignInsHeaders } from '#contract/entrance.ts';
import { publicId } from '#contract/ids.ts';
import { signInCookie, signInsIn } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { longRoute, route } from '../access/access.ts';
import { sessionPolicy, setSessionPolicy, signOut } from './sessions.ts';

export const sessionRoutes = (url: () => string) => [
  longRoute(
    'POST /v1/sign-out',
    {
      may: 'signing-in',
      says: 'Signs out this device. A browser that is signed in to no other team forgets all that it kept here.',
      headers: SignInsHeaders,
    },
    async (units, { actor, headers }) => {
      await units.open({ team: actor.team }, (work) => signOut(work, actor));
      const team = publicId('T', actor.team);
      const isLast = [...signInsIn(headers.cookie).keys()].every((other) => other === team);
      return {
        body: undefined,
        headers: {
          'set-cookie': signInCookie(team, '', url(), 0),
          // It knows no teams: with others left, the client clears what is of this one.
          ...(isLast ? { 'clear-site-data': '"storage"' } : {}),
        },
      };
    },
  ),
  route(
    'GET /v1/session-policy',
    { may: 'sign-in.manage', says: 'How long devices of the team stay signed in.', reply: SessionPolicyView },
    async (work) => ({ ...(await sessionPolicy(work)), bounds }),
  ),
  route(
    'PUT /v1/session-policy',
    {
      may: 'sign-in.manage',
      says: 'Sets how long devices stay signed in, also those that are; asks for a recent proof.',
      body: SetSessionPolicy,
      reply: SessionPolicyView,
    },
    async (work, { actor, body }) => ({ ended: await setSessionPolicy(work, actor, body), ...body, bounds }),
  ),
];

const bounds = { idle: limits.sessions.idle, lifetime: limits.sessions.lifetime };
