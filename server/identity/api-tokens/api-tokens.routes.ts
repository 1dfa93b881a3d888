import {
  AddBot,
  BotTokenParams,
  CreatedToken,
  CreateToken,
  Member,
  MemberParams,
  TokenList,
  TokenParams,
} from '#contract/identity.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice, route } from '../access/access.ts';
import { addMember, type MemberRow, requireMember, type Welcome } from '../members/members.ts';
import { showMember } from '../profiles/profiles.ts';
import { createToken, endToken, listTokens, requireBot, showToken } from './api-tokens.ts';

export const apiTokenRoutes = (welcome: Welcome) => [
  route(
    'POST /v1/bots',
    {
      may: 'bots.manage',
      says: 'Adds a bot: a member that acts by API tokens.',
      body: AddBot,
      reply: Member,
      status: 201,
    },
    async (work, { actor, body }) => {
      const bot = { ...body, team: actor.team, role: 'bot', email: null, passwordHash: null, channels: [] } as const;
      return await showMember(work, await addMember(work, welcome, bot, auditName(actor)), actor);
    },
  ),
  route(
    'POST /v1/bots/:member/tokens',
    {
      may: 'bots.manage',
      says: 'Makes an API token of a bot; its secret is shown this once.',
      params: MemberParams,
      body: CreateToken,
      reply: CreatedToken,
      status: 201,
    },
    async (work, { actor, params, body }) =>
      make(work, actor, requireBot(await requireMember(work, params.member)), body),
  ),
  route(
    'GET /v1/bots/:member/tokens',
    { may: 'bots.manage', says: 'The valid API tokens of a bot.', params: MemberParams, reply: TokenList },
    async (work, { params }) => {
      const bot = requireBot(await requireMember(work, params.member));
      return { tokens: (await listTokens(work, bot.id)).map(showToken) };
    },
  ),
  route(
    'DELETE /v1/bots/:member/tokens/:token',
    { may: 'bots.manage', says: 'Revokes an API token of a bot.', params: BotTokenParams },
    async (work, { actor, params }) => {
      const bot = requireBot(await requireMember(work, params.member));
      await endToken(work, actor, bot.id, params.token);
    },
  ),
  route(
    'POST /v1/me/tokens',
    {
      may: 'tokens.create',
      says: 'Makes an API token that acts as you; its secret is shown this once.',
      body: CreateToken,
      reply: CreatedToken,
      status: 201,
    },
    async (work, { actor, body }) => make(work, actor, await requireMember(work, actor.member), body),
  ),
  route(
    'GET /v1/me/tokens',
    { may: 'signed-in', says: 'Your valid API tokens.', reply: TokenList },
    async (work, { actor }) => ({ tokens: (await listTokens(work, actor.member)).map(showToken) }),
  ),
  route(
    'DELETE /v1/me/tokens/:token',
    { may: 'signed-in', says: 'Revokes one of your API tokens.', params: TokenParams },
    (work, { actor, params }) => endToken(work, actor, actor.member, params.token),
  ),
];

async function make(
  work: Work,
  actor: Actor,
  owner: MemberRow,
  { name, expiresAt }: { readonly name: string; readonly expiresAt?: string },
) {
  requireDevice(actor);
  const until = expiresAt === undefined ? undefined : new Date(expiresAt);
  const { token, secret } = await createToken(
    work,
    owner,
    { name, expiresAt: until },
    {
      creator: actor.member,
      by: auditName(actor),
    },
  );
  return { token: showToken(token), secret };
}
