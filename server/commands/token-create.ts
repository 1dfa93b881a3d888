import Type from 'typebox';
import { DisplayName, Handle, Slug } from '#contract/identity.ts';
import { createToken, showToken } from '#identity/api-tokens/api-tokens.ts';
import { storeCommand } from './command.ts';
import { memberCalled, OPERATOR, teamAt } from './operator.ts';

export const tokenCreate = storeCommand({
  name: 'token create',
  says: 'Makes an API token that acts as a member or bot, and prints it this once.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--member <handle>', 'the short name of who the token acts as')
      .requiredOption('--name <name>', 'what the token is for'),
  args: Type.Object({ team: Slug, member: Handle, name: DisplayName }),
  read: async ({ options }) => ({
    team: String(options.team),
    member: String(options.member).replace(/^@/, ''),
    name: String(options.name),
  }),
  async run(app, { team: slug, member: handle, name }) {
    const team = await teamAt(app, slug);
    const { token, secret } = await app.units.open({ team: team.id }, async (work) => {
      const member = await memberCalled(work, handle);
      return await createToken(work, member, { name, expiresAt: undefined }, { creator: member.id, by: OPERATOR });
    });
    return { token: showToken(token), secret };
  },
  print: ({ secret }) => secret,
});
