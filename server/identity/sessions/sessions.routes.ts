import { SignInsHeaders } from '#contract/entrance.ts';
import { SessionList, SessionParams } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { signInCookie, signInsIn } from '#platform/http/http.ts';
import { longRoute, route } from '../access/access.ts';
import { endOtherSessions, endSession, listSessions, showSession, signOut } from './sessions.ts';

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
    'GET /v1/me/sessions',
    { may: 'signed-in', says: 'Your signed-in devices, the last used first.', reply: SessionList },
    async (work, { actor }) => ({ sessions: (await listSessions(work, actor)).map((row) => showSession(row, actor)) }),
  ),
  route(
    'DELETE /v1/me/sessions/:session',
    { may: 'signed-in', says: 'Signs out one of your devices.', params: SessionParams },
    (work, { actor, params }) => endSession(work, actor, params.session),
  ),
  route(
    'POST /v1/me/sessions/revocation',
    { may: 'signed-in', says: 'Signs out all your devices but this one.' },
    (work, { actor }) => endOtherSessions(work, actor),
  ),
];
