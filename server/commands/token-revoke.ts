import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { isPublicId, type TokenId, uuidOf } from '#contract/ids.ts';
import { endTokenFor, noSuchToken, showToken } from '#identity/api-tokens/api-tokens.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, teamAt } from './operator.ts';

export const tokenRevoke = storeCommand({
  name: 'token revoke',
  says: 'Revokes an API token at once; its connections are closed. token list names the tokens.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--token <id>', 'its id, K…; no secret is asked for'),
  args: Type.Object({ team: Slug, token: Type.String() }),
  read: async ({ options }) => ({ team: String(options.team), token: String(options.token) }),
  async run(app, { team: slug, token }) {
    const team = await teamAt(app, slug);
    if (!isPublicId('K', token)) throw noSuchToken();
    const revoked = await app.units.open({ team: team.id }, (work) =>
      endTokenFor(work, OPERATOR, uuidOf(token) as TokenId),
    );
    return { token: showToken(revoked) };
  },
  print: ({ token }) => `The token "${token.name}" is revoked.`,
});
