/** API tokens: what a bot or a script presents. The secret is shown once; only its hash is stored. */

import type { Token } from '#contract/identity.ts';
import { type MemberId, publicId, type TeamId, type TokenId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import type { MemberRow } from '../members/members.ts';
import { owedByToken } from '../two-factor/two-factor.ts';
import {
  insertToken,
  renewTokens,
  revokeAllTokens,
  revokeToken,
  type TokenRow,
  tokensByHashes,
  tokensOf,
} from './api-tokens.sql.ts';

export type { TokenRow } from './api-tokens.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    'token.revoked': { readonly member: MemberId; readonly token: TokenId };
  }
}

export const noSuchToken = problem(
  'api-tokens/no-such-token',
  404,
  'There is no such token, or it is revoked already.',
);
export const expiryPast = problem(
  'api-tokens/expiry-past',
  422,
  'The token would end before it begins. Choose a time to come.',
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

/** Makes a token that acts as `owner`; `creator` stands in the list as who made it, `by` in the audit log. */
export async function createToken(
  work: Work,
  owner: MemberRow,
  { name, expiresAt }: { readonly name: string; readonly expiresAt: Date | undefined },
  { creator, by }: { readonly creator: MemberId; readonly by: string },
): Promise<{ token: TokenRow; secret: string }> {
  if (expiresAt && !(expiresAt > work.now)) throw expiryPast();
  if (owner.deactivated_at) throw accountClosed();
  const { heldMax } = limits.apiTokens;
  if ((await tokensOf(work.sql, owner.id, work.now, heldMax)).length === heldMax)
    throw tooManyTokens({ tokensMax: heldMax });
  const { text, hash } = mintBearer(work.random, 'token', owner.team_id);
  const token: TokenRow = {
    id: work.random.uuid() as TokenId,
    member_id: owner.id,
    name,
    created_at: work.now,
    expires_at: expiresAt ?? null,
    last_used_at: null,
  };
  await insertToken(work.sql, { ...token, team_id: owner.team_id, token_hash: hash, created_by: creator });
  const details = { member: owner.id, expires: expiresAt?.toISOString() ?? null };
  work.audit({ kind: 'token.created', actor: by, object: `token:${token.id}`, details });
  return { token, secret: text };
}

/** Who stands behind these hashes, by hash in hexadecimal; renews the times of last use where they are old. */
export async function actorsOfTokens(work: Work, team: TeamId, hashes: readonly Buffer[]): Promise<Map<string, Actor>> {
  const rows = await tokensByHashes(work.sql, hashes, work.now);
  const renewedBefore = after(work.now, -limits.sessions.seenEveryMs);
  const due = rows.filter((row) => row.last_used_at === null || row.last_used_at < renewedBefore).map((row) => row.id);
  if (due.length > 0) await renewTokens(work.sql, due, work.now);
  return new Map(
    rows.map((row) => [
      row.token_hash.toString('hex'),
      { team, member: row.member_id, role: row.role, by: { token: row.id }, owes: owedByToken(row, work.now) },
    ]),
  );
}

/** The member's tokens that are valid now, in the order in which they were made. */
export const listTokens = (work: Work, member: MemberId): Promise<TokenRow[]> =>
  tokensOf(work.sql, member, work.now, limits.apiTokens.heldMax);

/** Revokes one token of the member. */
export async function endToken(work: Work, actor: Actor, member: MemberId, token: TokenId): Promise<void> {
  if (!(await revokeToken(work.sql, member, token, work.now))) throw noSuchToken();
  work.audit({ kind: 'token.revoked', actor: auditName(actor), object: `token:${token}`, details: { member } });
  work.emit({ kind: 'token.revoked', member, token });
}

/** Revokes every token of a member who leaves; the fact of leaving closes its connections. */
export async function revokeTokensOf(work: Work, member: MemberId, by: string): Promise<void> {
  const count = await revokeAllTokens(work.sql, member, work.now);
  if (count > 0) work.audit({ kind: 'tokens.revoked', actor: by, object: `member:${member}`, details: { count } });
}

/** Refuses to touch the tokens of a person through the routes for bots. */
export function requireBot(member: MemberRow): MemberRow {
  if (member.role !== 'bot') throw botsOnly();
  return member;
}

export const showToken = (token: TokenRow): Token => ({
  id: publicId('K', token.id),
  member: publicId('U', token.member_id),
  name: token.name,
  createdAt: token.created_at.toISOString(),
  ...(token.expires_at ? { expiresAt: token.expires_at.toISOString() } : {}),
  ...(token.last_used_at ? { lastUsedAt: token.last_used_at.toISOString() } : {}),
});
