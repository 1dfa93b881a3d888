import { SessionList, SessionParams } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { signInCookie } from '#platform/http/http.ts';
import { longRoute, route } from '../access/access.ts';
import { endOtherSessions, endSession, listSessions, showSession, signOut } from './sessions.ts';

export const sessionRoutes = (url: () => string) => [
  longRoute('POST /v1/sign-out', { may: 'signed-in', says: 'Signs out this device.' }, async (units, { actor }) => {
    await units.open({ team: actor.team }, (work) => signOut(work, actor));
    return { body: undefined, headers: { 'set-cookie': signInCookie(publicId('T', actor.team), '', url(), 0) } };
  }),
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
