import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { teamSeats } from '#identity/members/members.ts';
import { setMemberQuota } from '#identity/teams/teams.ts';
import { problem } from '#platform/problem.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, teamAt } from './operator.ts';

export const noQuota = problem<{ members: string }>(
  'cli/no-quota',
  400,
  'This is no number of members. Write a whole number of at least 1, or none.',
);

export const teamQuota = storeCommand({
  name: 'team quota',
  says: 'Bounds how many active members a team may have; guests and bots do not count.',
  declare: (command) =>
    command.requiredOption('--team <slug>', 'the team').requiredOption('--members <number>', 'a whole number, or none'),
  args: Type.Object({ team: Slug, membersMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
  async read({ options }) {
    const { team, members } = options as { team: string; members: string };
    if (members === 'none') return { team };
    const membersMax = Number(members);
    if (!/^\d{1,6}$/.test(members) || membersMax < 1 || membersMax > 100_000) throw noQuota({ members });
    return { team, membersMax };
  },
  async run(app, { team: slug, membersMax }) {
    const team = await teamAt(app, slug);
    return await app.units.open({ team: team.id }, async (work) => {
      await setMemberQuota(work, team.id, membersMax, OPERATOR);
      return { slug, ...(await teamSeats(work, team.id)) };
    });
  },
  print: ({ slug, members, membersMax = 'any number of' }) =>
    `The team ${slug} may have ${membersMax} active members; it has ${members}.`,
});
