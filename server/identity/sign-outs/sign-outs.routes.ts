import { OrderSignOut, SignOut, SignOutList } from '#contract/access.ts';
import { longRoute, route } from '../access/access.ts';
import { listSignOuts, outcomeOf, signEverybodyOut } from './sign-outs.ts';

/** `closers`: how many processes will say that their connections are closed. */
export const signOutRoutes = (closers: () => Promise<number>) => [
  longRoute(
    'POST /v1/sign-outs',
    {
      may: 'sign-in.manage',
      says: 'Signs everybody out at once, on every server, and says how long it took; asks for a recent proof.',
      body: OrderSignOut,
      reply: SignOut,
      status: 201,
    },
    async (units, { actor, body }) => {
      const processes = await closers();
      const id = await units.open({ team: actor.team }, (work) => signEverybodyOut(work, actor, body));
      return await outcomeOf(units, actor.team, id, processes);
    },
  ),
  route(
    'GET /v1/sign-outs',
    { may: 'sign-in.manage', says: 'When everybody was signed out, and how long it took.', reply: SignOutList },
    async (work) => ({ signOuts: await listSignOuts(work) }),
  ),
];
