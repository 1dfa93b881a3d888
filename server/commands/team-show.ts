import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { listDomains } from '#identity/join-domains/join-domains.ts';
import { teamSeats } from '#identity/members/members.ts';
import { storeCommand } from './command.ts';
import { teamAt } from './operator.ts';

export const teamShow = storeCommand({
  name: 'team show',
  says: 'Shows how many people a team has and may have, and by which domains people may join.',
  declare: (command) => command.requiredOption('--team <slug>', 'the team'),
  args: Type.Object({ team: Slug }),
  read: async ({ options }) => ({ team: String(options.team) }),
  async run(app, { team: slug }) {
    const team = await teamAt(app, slug);
    return await app.units.open({ team: team.id }, async (work) => ({
      slug,
      name: team.name,
      ...(await teamSeats(work, team.id)),
      joinDomains: (await listDomains(work)).map(({ domain }) => domain),
    }));
  },
  print: ({ slug, name, members, membersMax, guests, bots, joinDomains }) =>
    [
      `${name} (${slug})`,
      `active members: ${members}${membersMax === undefined ? '' : ` of at most ${membersMax}`}`,
      `guests: ${guests}, bots: ${bots}`,
      `joining by domain: ${joinDomains.length === 0 ? 'off' : joinDomains.join(', ')}`,
    ].join('\n'),
});
