import { sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TeamId, TokenId } from '#contract/ids.ts';
import type { Scope, TokenKind } from '#contract/tokens.ts';
import type { Sql } from '#platform/database/database.ts';
import { dueFrom, type Standing } from '../two-factor/two-factor.ts';

export interface TokenRow {
  readonly id: TokenId;
  readonly member_id: MemberId;
  readonly kind: TokenKind;
  readonly name: string;
  /** Null: all, as before there were scopes. */
  readonly scopes: Scope[] | null;
  readonly networks: string[];
  readonly created_by: MemberId;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_network: string | null;
}

export interface NewToken extends TokenRow {
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly made_on: SessionId | null;
}

type Narrow = Pick<TokenRow, 'id' | 'member_id' | 'created_by' | 'kind' | 'scopes'>;

const COLUMNS = [
  ...(['id', 'member_id', 'kind', 'name', 'scopes', 'networks', 'created_by', 'created_at'] as const),
  ...(['expires_at', 'last_used_at', 'last_used_network'] as const),
] as const;

export async function insertToken(db: Sql, token: NewToken): Promise<void> {
  await db.insertInto('api_tokens').values(token).execute();
}

export interface PresentedToken extends Standing {
  readonly id: TokenId;
  readonly token_hash: Buffer;
  readonly kind: TokenKind;
  readonly scopes: Scope[] | null;
  readonly networks: string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly member_id: MemberId;
}

type NarrowPresented = Pick<PresentedToken, 'id' | 'member_id' | 'role' | 'kind' | 'scopes'>;

/** The tokens of active members behind these hashes, those too that have ended or are revoked. */
export const tokensByHashes = (db: Sql, hashes: readonly Buffer[]): Promise<PresentedToken[]> =>
  presented(db)
    .where((row) => row('t.token_hash', '=', row.fn.any(row.val([...hashes]))))
    .$narrowType<NarrowPresented>()
    .execute();

/** The same of these ids, for connections that were opened by them. */
export const tokensByIds = (db: Sql, ids: readonly TokenId[]): Promise<PresentedToken[]> =>
  presented(db)
    .where((row) => row('t.id', '=', row.fn.any(row.val([...ids]))))
    .$narrowType<NarrowPresented>()
    .execute();

const presented = (db: Sql) =>
  db
    .selectFrom('api_tokens as t')
    .innerJoin('members as m', 'm.id', 't.member_id')
    .leftJoin('two_factor_policies as p', 'p.team_id', 't.team_id')
    .select(['t.id', 't.token_hash', 't.kind', 't.scopes', 't.networks', 't.expires_at', 't.revoked_at'])
    .select(['t.last_used_at', 't.member_id', 'm.role', 'm.second_factor_since', dueFrom.as('required_from')])
    .where('m.deactivated_at', 'is', null);

/**
 * Notes the use of these, each with the network it came from. A token that somebody else holds locked is being renewed
 * or revoked already: it is skipped, not waited for.
 */
export async function renewTokens(
  db: Sql,
  uses: readonly { readonly token: TokenId; readonly network: string }[],
  now: Date,
): Promise<void> {
  const [ids, networks] = [uses.map(({ token }) => token), uses.map(({ network }) => network)];
  await sql`
    update api_tokens t set last_used_at = greatest(last_used_at, ${now}::timestamptz), last_used_network = u.network
    from unnest(${ids}::uuid[], ${networks}::text[]) as u (id, network)
    where t.id = u.id
      and t.id in (select id from api_tokens where id = any(${ids}::uuid[]) and revoked_at is null
                   for update skip locked)`.execute(db);
}

/** Those that are valid, in the order in which they were made. */
export const tokensOf = (db: Sql, member: MemberId, now: Date, limit: number): Promise<TokenRow[]> =>
  standing(db, now).where('member_id', '=', member).orderBy('id').limit(limit).$narrowType<Narrow>().execute();

const standing = (db: Sql, now: Date) =>
  db
    .selectFrom('api_tokens')
    .select(COLUMNS)
    .where('revoked_at', 'is', null)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]));

export const findStanding = (db: Sql, id: TokenId, now: Date): Promise<TokenRow | undefined> =>
  standing(db, now).where('id', '=', id).$narrowType<Narrow>().executeTakeFirst();

/**
 * The next tokens that end within so many days and of which that was not told; they are noted as told. A token that was
 * made for no longer than these days is passed over: whoever made it knows.
 */
export async function takeEnding(
  db: Sql,
  { now, days, windowMs }: { readonly now: Date; readonly days: number; readonly windowMs: number },
  limit: number,
): Promise<Pick<TokenRow, 'id' | 'member_id'>[]> {
  const window = sql`${windowMs} * interval '1 millisecond'`;
  const { rows } = await sql<Pick<TokenRow, 'id' | 'member_id'>>`
    update api_tokens set warned_days = ${days} where id in (
      select id from api_tokens
      where revoked_at is null and expires_at > ${now}::timestamptz and expires_at <= ${now}::timestamptz + ${window}
        and created_at + ${window} < expires_at and (warned_days is null or warned_days > ${days})
        and ${ofOpenAccounts}
      order by expires_at limit ${limit} for update skip locked)
    returning id, member_id`.execute(db);
  return rows;
}

/** Which of a team's tokens are asked for. */
export type Show = 'endless' | 'unused' | 'unscoped' | undefined;

/** All of the team that are valid, after the token `after`; `unusedSince`: what counts as unused. */
export function tokensOfTeam(
  db: Sql,
  { show, now, unusedSince }: { readonly show: Show; readonly now: Date; readonly unusedSince: Date },
  { after, limit }: { readonly after: TokenId | undefined; readonly limit: number },
): Promise<TokenRow[]> {
  let query = standing(db, now).where(ofOpenAccounts).orderBy('id').limit(limit);
  if (after !== undefined) query = query.where('id', '>', after);
  if (show === 'endless') query = query.where('expires_at', 'is', null);
  if (show === 'unscoped') query = query.where('scopes', 'is', null);
  if (show === 'unused') query = query.where(unused(unusedSince));
  return query.$narrowType<Narrow>().execute();
}

const ofOpenAccounts = sql<boolean>`member_id in (select id from members where deactivated_at is null)`;
const unused = (since: Date) => sql<boolean>`coalesce(last_used_at, created_at) < ${since}::timestamptz`;

export interface TokenCounts {
  readonly active: number;
  readonly endless: number;
  readonly unused: number;
  readonly unscoped: number;
}

/** Of the team: how many are valid, and of those how many have no end, were not used since, and have no scopes. */
export async function countTokens(db: Sql, now: Date, unusedSince: Date): Promise<TokenCounts> {
  const { rows } = await sql<{ [Of in keyof TokenCounts]: string }>`
    select count(*) as active, count(*) filter (where expires_at is null) as endless,
           count(*) filter (where ${unused(unusedSince)}) as unused,
           count(*) filter (where scopes is null) as unscoped
    from api_tokens
    where revoked_at is null and (expires_at is null or expires_at > ${now})
      and ${ofOpenAccounts}`.execute(db);
  const [counted] = rows;
  return {
    active: Number(counted?.active),
    endless: Number(counted?.endless),
    unused: Number(counted?.unused),
    unscoped: Number(counted?.unscoped),
  };
}

/** One that is valid, locked; undefined when there is none of this id, or it is somebody else's than `member`. */
export function lockToken(
  db: Sql,
  token: TokenId,
  now: Date,
  member: MemberId | undefined,
): Promise<TokenRow | undefined> {
  let query = standing(db, now).where('id', '=', token).forUpdate();
  if (member !== undefined) query = query.where('member_id', '=', member);
  return query.$narrowType<Narrow>().executeTakeFirst();
}

export async function updateToken(
  db: Sql,
  token: TokenId,
  change: { readonly name?: string; readonly scopes?: Scope[]; readonly networks?: string[] },
): Promise<void> {
  await db.updateTable('api_tokens').set(change).where('id', '=', token).execute();
}

/** False when there is no such token, or it is revoked already. */
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

/** Revokes every token of the team but those of members in these roles; returns how many. */
export async function revokeTokensBesides(db: Sql, spared: readonly Role[], at: Date): Promise<number> {
  const revoked = await db
    .updateTable('api_tokens as t')
    .from('members as m')
    .set({ revoked_at: at })
    .whereRef('m.id', '=', 't.member_id')
    .where((row) => row.not(row('m.role', '=', row.fn.any(row.val([...spared])))))
    .where('t.revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}

/** Those that stand and were made by the member in one of these sessions. */
export const tokensMadeOn = (
  db: Sql,
  member: MemberId,
  sessions: readonly SessionId[],
): Promise<{ id: TokenId; member_id: MemberId }[]> =>
  db
    .selectFrom('api_tokens')
    .select(['id', 'member_id'])
    .where('created_by', '=', member)
    .where('revoked_at', 'is', null)
    .where((row) => row('made_on', '=', row.fn.any(row.val([...sessions]))))
    .$narrowType<{ id: TokenId; member_id: MemberId }>()
    .execute();
