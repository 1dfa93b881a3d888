import { MemberParams } from '#contract/identity.ts';
import { ChoosePresence, Person } from '#contract/presence.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { type Board, choosePresence, personFor } from './presence.ts';

export const presenceRoutes = ({ presenceOf }: Pick<Board, 'presenceOf'>): Route[] => [
  route(
    'PUT /v1/me/presence',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Choose how you seem: as it is, away, or invisible.',
      body: ChoosePresence,
    },
    (work, { actor, body }) => choosePresence(work, actor, body.choice),
  ),
  route(
    'GET /v1/members/:member/presence',
    {
      may: 'channels.use',
      scope: 'team:read',
      says: 'Whether somebody is there, and its status.',
      params: MemberParams,
      reply: Person,
    },
    (work, { actor, params }) => personFor(work, actor, params.member, presenceOf),
  ),
];
