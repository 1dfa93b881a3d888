import { Team } from '#contract/identity.ts';
import { route } from '../access/access.ts';
import { ownTeam, showTeam } from './teams.ts';

export const teamRoutes = [
  route('GET /v1/team', { may: 'team.read', says: 'Your team.', reply: Team }, async (work, { actor }) =>
    showTeam(await ownTeam(work, actor.team)),
  ),
];
