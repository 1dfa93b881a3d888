/**
 * API tokens: what a script, a bot or the team's own programs present. The danger: a secret that lies in some file,
 * reaches everything and never ends. The principle: it reaches what it was made for, from where it was made for, until
 * then; its text is shown once, and only its hash is stored. The boundary: whoever holds it is not told from its owner.
 */

import type { Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TokenId } from '#contract/ids.ts';
import type { Scope, TokenKind } from '#contract/tokens.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, deviceNeeded, requireRecentProof } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import type { MemberRow } from '../members/members.ts';
import {
  insertToken,
  lockToken,
  revokeAllTokens,
  revokeToken,
  revokeTokensBesides,
  type TokenRow,
  tokensMadeOn,
  tokensOf,
  updateToken,
} from './api-tokens.sql.ts';
import { readNetworks } from './networks.ts';
import { endOf, tokenPolicy } from './policy.ts';

export type { TokenRow } from './api-tokens.sql.ts';
export { actorsBehind, against, type BehindToken, behindTokens, otherNetwork, tokenEnded } from './presented.ts';
export { showToken } from './showing.ts';
export { listTeamTokens } from './team-tokens.ts';

declare module '#platform/work.ts' {
  interface Facts {
    'token.revoked': { readonly member: MemberId; readonly token: TokenId };
    /** What it reaches, or from where. */
    'token.changed': { readonly member: MemberId; readonly token: TokenId };
    /** Every token of the member. */
    'member.tokens-revoked': { readonly member: MemberId };
  }
}

export const noSuchToken = problem(
  'api-tokens/no-such-token',
  404,
  'There is no such token, or it is revoked already.',
);
export const tooManyTokens = problem<{ tokensMax: number }>(
  'api-tokens/too-many',
  409,
  'This member has as many tokens as it can have. Revoke one first.',
);
export const botsOnly = problem(
  'api-tokens/bots-only',
  403,
  'Tokens of a person are made and revoked by that person alone.',
);
export const accountClosed = problem(
  'api-tokens/account-closed',
  409,
  'This account is deactivated. Reactivate it first.',
);

export interface WantedToken {
  readonly name: string;
  /** `everything`: as tokens from before there were scopes. */
  readonly scopes: readonly Scope[] | 'everything';
  /** Null: no end; undefined: as long as is usual. */
  readonly expiresAt?: Date | null | undefined;
  readonly networks?: readonly string[] | undefined;
  /** Of a bot: for whom it acts. */
  readonly actsFor?: 'bot' | 'team' | undefined;
}

const BEARER = { personal: 'token', bot: 'bot-token', app: 'app-token' } as const;

/** Makes a token that acts as `owner`; `creator` made it, on `device`; `by` stands in the audit log. */
export async function createToken(
  work: Work,
  owner: MemberRow,
  { name, scopes, expiresAt, networks = [], actsFor = 'bot' }: WantedToken,
  { creator, by, device }: { readonly creator: MemberId; readonly by: string; readonly device?: SessionId },
): Promise<{ token: TokenRow; secret: string }> {
  const end = endOf(work.now, expiresAt, await tokenPolicy(work));
  if (owner.deactivated_at) throw accountClosed();
  const { heldMax } = limits.apiTokens;
  if ((await tokensOf(work.sql, owner.id, work.now, heldMax)).length === heldMax)
    throw tooManyTokens({ tokensMax: heldMax });
  const kind: TokenKind = owner.role !== 'bot' ? 'personal' : actsFor === 'team' ? 'app' : 'bot';
  const { text, hash } = mintBearer(work.random, BEARER[kind], owner.team_id);
  const token: TokenRow = {
    ...{ id: work.random.uuid() as TokenId, member_id: owner.id, kind, name },
    ...{ scopes: scopes === 'everything' ? null : [...scopes], networks: readNetworks(networks) },
    ...{ created_by: creator, created_at: work.now, expires_at: end },
    ...{ last_used_at: null, last_used_network: null },
  };
  await insertToken(work.sql, { ...token, team_id: owner.team_id, token_hash: hash, made_on: device ?? null });
  const details = { member: owner.id, ...reachOf(token), expires: end?.toISOString() ?? null };
  work.audit({ kind: 'token.created', actor: by, object: `token:${token.id}`, details });
  return { token, secret: text };
}

/** In an audit entry; lists are one text each. */
const reachOf = ({ kind, scopes, networks }: Pick<TokenRow, 'kind' | 'scopes' | 'networks'>) => ({
  kind,
  scopes: scopes === null ? 'everything' : scopes.join(' '),
  networks: networks.join(' '),
});

/** The member's tokens that are valid now, in the order in which they were made. */
export const listTokens = (work: Work, member: MemberId): Promise<TokenRow[]> =>
  tokensOf(work.sql, member, work.now, limits.apiTokens.heldMax);

/**
 * Renames a token of the member, or changes what it reaches and from where; that asks for a recent proof, and ends its
 * open connections.
 */
export async function changeToken(
  work: Work,
  actor: Actor,
  member: MemberId,
  id: TokenId,
  change: { readonly name?: string; readonly scopes?: readonly Scope[]; readonly networks?: readonly string[] },
): Promise<TokenRow> {
  const isMore = change.scopes !== undefined || change.networks !== undefined;
  if (isMore) requireRecentProof(actor, work.now);
  const token = await lockToken(work.sql, id, work.now, member);
  if (!token) throw noSuchToken();
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.scopes === undefined ? {} : { scopes: [...change.scopes] }),
    ...(change.networks === undefined ? {} : { networks: readNetworks(change.networks) }),
  };
  await updateToken(work.sql, id, set);
  const changed = { ...token, ...set };
  const details = { member, ...(isMore ? reachOf(changed) : { renamed: true }) };
  work.audit({ kind: 'token.changed', actor: auditName(actor), object: `token:${id}`, details });
  if (isMore) work.emit({ kind: 'token.changed', member, token: id });
  return changed;
}

/** Revokes one token of the member. A token revokes itself and no other. */
export async function endToken(work: Work, actor: Actor, member: MemberId, token: TokenId): Promise<void> {
  if ('token' in actor.by && actor.by.token !== token) throw deviceNeeded();
  await end(work, auditName(actor), member, token);
}

/** Any token of the team that stands, locked. */
export async function tokenOfTeam(work: Work, id: TokenId): Promise<TokenRow> {
  const token = await lockToken(work.sql, id, work.now, undefined);
  if (!token) throw noSuchToken();
  return token;
}

async function end(work: Work, by: string, member: MemberId, token: TokenId): Promise<void> {
  if (!(await revokeToken(work.sql, member, token, work.now))) throw noSuchToken();
  work.audit({ kind: 'token.revoked', actor: by, object: `token:${token}`, details: { member } });
  work.emit({ kind: 'token.revoked', member, token });
}

/** Revokes a token of the team in the name of who runs the server. */
export async function endTokenFor(work: Work, by: string, id: TokenId): Promise<TokenRow> {
  const token = await tokenOfTeam(work, id);
  await end(work, by, token.member_id, id);
  return token;
}

/** Revokes every token of a member. */
export async function revokeTokensOf(work: Work, member: MemberId, by: string): Promise<void> {
  const count = await revokeAllTokens(work.sql, member, work.now);
  if (count === 0) return;
  work.audit({ kind: 'tokens.revoked', actor: by, object: `member:${member}`, details: { count } });
  work.emit({ kind: 'member.tokens-revoked', member });
}

/** Revokes every token of the team but those of members in these roles; returns how many. The caller states it. */
export const revokeEveryToken = (work: Work, spared: readonly Role[]): Promise<number> =>
  revokeTokensBesides(work.sql, spared, work.now);

/** How many tokens that stand the member made in these sessions, for itself and for bots. */
export const countMadeOn = async (work: Work, member: MemberId, sessions: readonly SessionId[]): Promise<number> =>
  (await tokensMadeOn(work.sql, member, sessions)).length;

/** Revokes what the member made in these sessions, for itself and for bots; returns how many. */
export async function endTokensMadeOn(work: Work, actor: Actor, sessions: readonly SessionId[]): Promise<number> {
  const made = await tokensMadeOn(work.sql, actor.member, sessions);
  for (const { id, member_id } of made) await endToken(work, actor, member_id, id);
  return made.length;
}

/** Refuses to touch the tokens of a person through the routes for bots. */
export function requireBot(member: MemberRow): MemberRow {
  if (member.role !== 'bot') throw botsOnly();
  return member;
}
