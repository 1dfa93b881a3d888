import { SCOPES } from '#contract/tokens.ts';
import { localCommand } from './command.ts';

export const tokenScopes = localCommand({
  name: 'token scopes',
  says: 'Names what an API token can reach.',
  declare: (command) => command,
  runHere: async () => ({ scopes: Object.entries(SCOPES).map(([name, says]) => ({ name, says: String(says) })) }),
  print: ({ scopes }) => scopes.map(({ name, says }) => `${name.padEnd(18)}${says}`).join('\n'),
});
