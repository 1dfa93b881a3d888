import Type from 'typebox';
import { DisplayName, Handle, Slug } from '#contract/identity.ts';
import { SCOPE_NAMES, Scope } from '#contract/tokens.ts';
import { createToken, showToken } from '#identity/api-tokens/api-tokens.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import { storeCommand } from './command.ts';
import { memberCalled, OPERATOR, teamAt } from './operator.ts';

export const noSuchScope = problem<{ scope: string; scopes: string }>(
  'cli/no-such-scope',
  400,
  'There is no such scope. wardroom token scopes names them all, and what each reaches.',
);
export const noDays = problem<{ days: string }>(
  'cli/no-days',
  400,
  'This is no number of days. Write a whole number of at least 1, or never.',
);

export const tokenCreate = storeCommand({
  name: 'token create',
  says: 'Makes an API token that acts as a member or bot, or for the team, and prints it this once.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--member <handle>', 'the short name of who the token acts as')
      .requiredOption('--name <name>', 'what the token is for')
      .requiredOption('--scopes <names>', 'what it reaches, with commas between; all: whatever there is today')
      .option('--days <number>', 'after how many days it ends, or never; 90 unless given')
      .option('--networks <list>', 'the only addresses and networks it is taken from, with commas between')
      .option('--for-team', 'of a bot: it may what an admin may, as far as its scopes reach'),
  args: Type.Object({
    team: Slug,
    member: Handle,
    name: DisplayName,
    scopes: Type.Array(Scope),
    days: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()])),
    networks: Type.Optional(Type.Array(Type.String())),
    forTeam: Type.Optional(Type.Boolean()),
  }),
  async read({ options }) {
    const { team, member, name, scopes, days, networks, forTeam } = options;
    return {
      team: String(team),
      member: String(member).replace(/^@/, ''),
      name: String(name),
      scopes: readScopes(String(scopes)),
      ...(days === undefined ? {} : { days: readDays(String(days)) }),
      ...(networks === undefined ? {} : { networks: partsOf(String(networks)) }),
      ...(forTeam === true ? { forTeam } : {}),
    };
  },
  async run(app, { team: slug, member: handle, name, scopes, days, networks, forTeam }) {
    const team = await teamAt(app, slug);
    const { token, secret } = await app.units.open({ team: team.id }, async (work) => {
      const member = await memberCalled(work, handle);
      const expiresAt = typeof days === 'number' ? after(work.now, days * DAY_MS) : days;
      const wanted = { name, scopes, expiresAt, networks, ...(forTeam ? { actsFor: 'team' as const } : {}) };
      return await createToken(work, member, wanted, { creator: member.id, by: OPERATOR });
    });
    return { token: showToken(token), secret };
  },
  print: ({ secret }) => secret,
});

const partsOf = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function readScopes(list: string): Scope[] {
  if (list === 'all') return [...SCOPE_NAMES];
  return [...new Set(partsOf(list))].map((scope) => {
    const known = SCOPE_NAMES.find((name) => name === scope);
    if (known === undefined) throw noSuchScope({ scope, scopes: SCOPE_NAMES.join(' ') });
    return known;
  });
}

function readDays(days: string): number | null {
  if (days === 'never') return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw noDays({ days });
  return Number(days);
}
