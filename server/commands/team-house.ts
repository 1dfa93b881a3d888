import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { nameHouseTeam } from '#identity/teams/teams.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, teamAt } from './operator.ts';

export const teamHouse = storeCommand({
  name: 'team house',
  says: 'Names the team whose security pages answer for the whole server, at /security and /.well-known.',
  declare: (command) => command.requiredOption('--team <slug>', 'the team'),
  args: Type.Object({ team: Slug }),
  read: async ({ options }) => ({ team: String(options.team) }),
  async run(app, { team: slug }) {
    const team = await teamAt(app, slug);
    await app.units.open('deployment', (work) => nameHouseTeam(work, team.id, OPERATOR));
    return { slug, url: `${app.url()}/security` };
  },
  print: ({ slug, url }) => `${url} shows the security desk of ${slug}, once that team has published its policy.`,
});
