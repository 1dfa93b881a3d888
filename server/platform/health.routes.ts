import Type from 'typebox';
import { type AnyActor, type Route, routesFor, shuttingDown } from './http/http.ts';

const { longRoute } = routesFor<string, AnyActor>();

/** For load balancers and supervisors: ready while the server takes requests and its database answers. */
export const healthRoutes = (isClosing: () => boolean): Route[] => [
  longRoute(
    'GET /v1/health',
    {
      may: 'anyone',
      says: 'Answers when the server takes requests and its database answers.',
      reply: Type.Object({ ready: Type.Boolean() }),
    },
    async (units) => {
      if (isClosing()) throw shuttingDown();
      await units.open('deployment', async () => {});
      return { ready: true };
    },
  ),
];
