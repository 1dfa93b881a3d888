import { sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, TeamId, TokenId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { dueFrom, type Standing } from '../two-factor/two-factor.ts';

export interface TokenRow {
  readonly id: TokenId;
  readonly member_id: MemberId;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

export interface NewToken extends TokenRow {
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly created_by: MemberId;
}

export async function insertToken(db: Sql, token: NewToken): Promise<void> {
  await db.insertInto('api_tokens').values(token).execute();
}

export interface PresentedToken extends Standing {
  readonly id: TokenId;
  readonly token_hash: Buffer;
  readonly last_used_at: Date | null;
  readonly member_id: MemberId;
}

/** The valid tokens of active members behind these hashes. */
export const tokensByHashes = (db: Sql, hashes: readonly Buffer[], now: Date): Promise<PresentedToken[]> =>
  db
    .selectFrom('api_tokens as t')
    .innerJoin('members as m', 'm.id', 't.member_id')
    .leftJoin('two_factor_policies as p', 'p.team_id', 't.team_id')
    .select(['t.id', 't.token_hash', 't.last_used_at', 't.member_id', 'm.role'])
    .select(['m.second_factor_since', dueFrom.as('required_from')])
    .where((row) => row('t.token_hash', '=', row.fn.any(row.val([...hashes]))))
    .where('t.revoked_at', 'is', null)
    .where((row) => row.or([row('t.expires_at', 'is', null), row('t.expires_at', '>', now)]))
    .where('m.deactivated_at', 'is', null)
    .$narrowType<{ id: TokenId; member_id: MemberId; role: Role }>()
    .execute();

/** A token that somebody else holds locked is being renewed or revoked already: it is skipped, not waited for. */
export async function renewTokens(db: Sql, tokens: readonly TokenId[], now: Date): Promise<void> {
  await sql`
    update api_tokens set last_used_at = greatest(last_used_at, ${now}::timestamptz)
    where id in (select id from api_tokens where id = any(${tokens}::uuid[]) and revoked_at is null
                 for update skip locked)`.execute(db);
}

export const tokensOf = (db: Sql, member: MemberId, now: Date, limit: number): Promise<TokenRow[]> =>
  db
    .selectFrom('api_tokens')
    .select(['id', 'member_id', 'name', 'created_at', 'expires_at', 'last_used_at'])
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
    .orderBy('id')
    .limit(limit)
    .$narrowType<{ id: TokenId; member_id: MemberId }>()
    .execute();

/** False when the member has no such token, or it is revoked already. */
export async function revokeToken(db: Sql, member: MemberId, token: TokenId, at: Date): Promise<boolean> {
  const revoked = await db
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('id', '=', token)
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows === 1n;
}

/** Revokes every token of the member; returns how many. */
export async function revokeAllTokens(db: Sql, member: MemberId, at: Date): Promise<number> {
  const revoked = await db
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}
