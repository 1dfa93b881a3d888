import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import type { MemberId, TokenId } from '#contract/ids.ts';
import { uuidOf } from '#contract/ids.ts';
import type { Token } from '#contract/tokens.ts';
import { listTeamTokens } from '#identity/api-tokens/api-tokens.ts';
import { findMembers } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { storeCommand } from './command.ts';
import { teamAt } from './operator.ts';

export const tokenList = storeCommand({
  name: 'token list',
  says: 'Names the API tokens of a team: whose, what they reach, their end and their last use. Never a secret.',
  declare: (command) => command.requiredOption('--team <slug>', 'the team'),
  args: Type.Object({ team: Slug }),
  read: async ({ options }) => ({ team: String(options.team) }),
  async run(app, { team: slug }) {
    const team = await teamAt(app, slug);
    const tokens: (Token & { handle: string })[] = [];
    let after: string | undefined;
    do {
      const beyond = after;
      const page = await app.units.open({ team: team.id }, (work) => pageOf(work, beyond));
      tokens.push(...page.tokens);
      after = page.next;
    } while (after !== undefined);
    return { tokens };
  },
  print: ({ tokens }) => (tokens.length === 0 ? 'No program has a token of this team.' : tokens.map(lineOf).join('\n')),
});

async function pageOf(work: Work, after: string | undefined) {
  const asked = after === undefined ? {} : { after: uuidOf(after) as TokenId };
  const page = await listTeamTokens(work, { ...asked, limit: limits.page.max });
  const owners = await findMembers(work, [...new Set(page.tokens.map(({ member }) => uuidOf(member) as MemberId))]);
  const handles = new Map<string, string>(owners.map(({ id, handle }) => [id, handle]));
  return {
    tokens: page.tokens.map((token) => ({ ...token, handle: handles.get(uuidOf(token.member)) ?? '' })),
    next: page.next,
  };
}

function lineOf(token: Token & { handle: string }): string {
  const reach = token.scopes === undefined ? 'everything (made before scopes)' : token.scopes.join(' ') || 'nothing';
  const end = token.expiresAt === undefined ? 'no end' : `ends ${dayOf(token.expiresAt)}`;
  const use = token.lastUsedAt === undefined ? 'never used' : `last used ${dayOf(token.lastUsedAt)}`;
  return `${token.id}  @${token.handle}  ${token.kind}  ${token.name}: ${reach}; ${end}; ${use}`;
}

const dayOf = (at: string): string => at.slice(0, 10);
