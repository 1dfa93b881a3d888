import { AskForTeams, TeamSizeList } from '#contract/operators.ts';
import { route } from '../access/access.ts';
import { lookAtTeams } from './team-list.ts';

export const teamListRoutes = [
  route(
    'POST /v1/operator/team-list',
    {
      may: 'teams.list',
      says: 'The teams by id, name, size and age, by pages. That you looked is an entry, so it is no GET.',
      body: AskForTeams,
      reply: TeamSizeList,
    },
    (work, { actor, body }) => lookAtTeams(work, actor, body.after),
  ),
];
