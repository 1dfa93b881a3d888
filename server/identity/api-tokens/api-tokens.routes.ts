import type { Static } from 'typebox';
import { AddBot, Member, MemberParams } from '#contract/identity.ts';
import {
  BotTokenParams,
  ChangeToken,
  CreateBotToken,
  CreatedToken,
  CreateToken,
  SetTokenPolicy,
  TeamTokenQuery,
  TeamTokens,
  Token,
  TokenList,
  TokenParams,
  TokenPolicy,
} from '#contract/tokens.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice, requireRecentProof, route } from '../access/access.ts';
import { addMember, type MemberRow, requireMember, requireOwnerFor, type Welcome } from '../members/members.ts';
import { showMember } from '../profiles/profiles.ts';
import { changeToken, createToken, endToken, listTokens, requireBot, showToken, tokenOfTeam } from './api-tokens.ts';
import { mayMake, notByMembers, setTokenPolicy, tokenPolicy } from './policy.ts';
import { listTeamTokens } from './team-tokens.ts';

export const apiTokenRoutes = (welcome: Welcome) => [...botRoutes(welcome), ...ownRoutes, ...teamRoutes];

const botRoutes = (welcome: Welcome) => [
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
      says: 'Makes an API token of a bot, or of the team; its secret is shown this once. Asks for a recent proof.',
      params: MemberParams,
      body: CreateBotToken,
      reply: CreatedToken,
      status: 201,
    },
    async (work, { actor, params, body }) =>
      make(work, actor, requireBot(await requireMember(work, params.member)), body),
  ),
  route(
    'GET /v1/bots/:member/tokens',
    { may: 'bots.manage', says: 'The valid API tokens of a bot.', params: MemberParams, reply: TokenList },
    async (work, { actor, params }) => listOf(work, actor, requireBot(await requireMember(work, params.member))),
  ),
  route(
    'PATCH /v1/bots/:member/tokens/:token',
    {
      may: 'bots.manage',
      says: 'Renames an API token of a bot, or changes what it reaches and from where.',
      params: BotTokenParams,
      body: ChangeToken,
      reply: Token,
    },
    async (work, { actor, params, body }) => {
      const bot = requireBot(await requireMember(work, params.member));
      return showToken(await changeToken(work, actor, bot.id, params.token, body));
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
];

const ownRoutes = [
  route(
    'POST /v1/me/tokens',
    {
      may: 'tokens.create',
      says: 'Makes an API token that acts as you; its secret is shown this once. Asks for a recent proof.',
      body: CreateToken,
      reply: CreatedToken,
      status: 201,
    },
    async (work, { actor, body }) => {
      const { membersMay } = await tokenPolicy(work);
      if (!mayMake(actor.role, { membersMay })) throw notByMembers();
      return await make(work, actor, await requireMember(work, actor.member), body);
    },
  ),
  route(
    'GET /v1/me/tokens',
    {
      may: 'signed-in',
      scope: 'access:read',
      says: 'Your valid API tokens, and whether and for how long you may make some.',
      reply: TokenList,
    },
    async (work, { actor }) => listOf(work, actor, await requireMember(work, actor.member)),
  ),
  route(
    'PATCH /v1/me/tokens/:token',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Renames one of your API tokens, or changes what it reaches and from where.',
      params: TokenParams,
      body: ChangeToken,
      reply: Token,
    },
    async (work, { actor, params, body }) =>
      showToken(await changeToken(work, actor, actor.member, params.token, body)),
  ),
  route(
    'DELETE /v1/me/tokens/:token',
    {
      may: 'signed-in',
      scope: 'any',
      says: 'Revokes one of your API tokens; by a token, that one.',
      params: TokenParams,
    },
    (work, { actor, params }) => endToken(work, actor, actor.member, params.token),
  ),
];

const teamRoutes = [
  route(
    'GET /v1/tokens',
    {
      may: 'tokens.manage',
      says: 'The valid API tokens of the whole team, and how many of them have no end or are not used.',
      query: TeamTokenQuery,
      reply: TeamTokens,
    },
    (work, { query }) => listTeamTokens(work, query),
  ),
  route(
    'DELETE /v1/tokens/:token',
    { may: 'tokens.manage', says: 'Revokes an API token of anybody in the team.', params: TokenParams },
    async (work, { actor, params }) => {
      const { member_id: member } = await tokenOfTeam(work, params.token);
      requireOwnerFor(actor, (await requireMember(work, member)).role);
      await endToken(work, actor, member, params.token);
    },
  ),
  route(
    'GET /v1/token-policy',
    { may: 'tokens.manage', says: 'Who makes API tokens, and how long they may last.', reply: TokenPolicy },
    (work) => tokenPolicy(work),
  ),
  route(
    'PUT /v1/token-policy',
    {
      may: 'tokens.manage',
      says: 'Sets who makes API tokens and how long they last, also those that stand; asks for a recent proof.',
      body: SetTokenPolicy,
      reply: TokenPolicy,
    },
    (work, { actor, body }) => setTokenPolicy(work, actor, body),
  ),
];

async function listOf(work: Work, actor: Actor, of: MemberRow): Promise<Static<typeof TokenList>> {
  const policy = await tokenPolicy(work);
  return {
    tokens: (await listTokens(work, of.id)).map(showToken),
    mayMake: mayMake(actor.role, policy),
    longestDays: policy.longestDays,
  };
}

async function make(work: Work, actor: Actor, owner: MemberRow, wanted: Static<typeof CreateBotToken>) {
  requireRecentProof(actor, work.now);
  const { expiresAt, scopes = [], ...rest } = wanted;
  const until = typeof expiresAt === 'string' ? new Date(expiresAt) : expiresAt;
  const by = { creator: actor.member, by: auditName(actor), device: requireDevice(actor) };
  const { token, secret } = await createToken(work, owner, { ...rest, scopes, expiresAt: until }, by);
  return { token: showToken(token), secret };
}
