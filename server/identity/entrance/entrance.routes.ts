import { Entrance, SignIns, SignInsHeaders } from '#contract/entrance.ts';
import { signInsIn } from '#platform/http/http.ts';
import { longRoute } from '../access/access.ts';
import type { Authenticate } from '../authentication.ts';
import { listSignIns, lookAtEntrance } from './entrance.ts';

export const entranceRoutes = (authenticate: Authenticate) => [
  longRoute(
    'GET /v1/entrance',
    { may: 'anyone', says: 'Whether there is a team yet, and which one if there is one only.', reply: Entrance },
    lookAtEntrance,
  ),
  longRoute(
    'GET /v1/sign-ins',
    {
      may: 'anyone',
      says: 'The teams that this browser is signed in to: those whose cookies it presents and that are still valid.',
      headers: SignInsHeaders,
      reply: SignIns,
    },
    async (units, { headers, origin }) => ({
      signIns: await listSignIns(units, (token) => authenticate(token, origin), [
        ...signInsIn(headers.cookie).values(),
      ]),
    }),
  ),
];
