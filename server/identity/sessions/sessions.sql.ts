import { sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { dueFrom, type Standing } from '../two-factor/two-factor.ts';

export interface SessionRow {
  readonly id: SessionId;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly ip: string;
  readonly user_agent: string;
}

export interface NewSession extends SessionRow {
  readonly means: string;
  readonly factor: string | null;
  readonly proven_at: Date;
  readonly team_id: TeamId;
  readonly member_id: MemberId;
  readonly token_hash: Buffer;
}

/** What makes a session live: neither revoked nor past its end, and used since. */
export interface Live {
  readonly now: Date;
  readonly usedSince: Date;
}

export async function insertSession(db: Sql, session: NewSession): Promise<void> {
  await db.insertInto('sessions').values(session).execute();
}

export interface PresentedSession extends Standing {
  readonly id: SessionId;
  readonly token_hash: Buffer;
  readonly last_seen_at: Date;
  readonly member_id: MemberId;
  readonly factor: string | null;
  readonly proven_at: Date | null;
}

/** The live sessions of active members behind these hashes: one query, however many were presented. */
export const sessionsByHashes = (db: Sql, hashes: readonly Buffer[], live: Live): Promise<PresentedSession[]> =>
  db
    .selectFrom('sessions as s')
    .innerJoin('members as m', 'm.id', 's.member_id')
    .leftJoin('two_factor_policies as p', 'p.team_id', 's.team_id')
    .select(['s.id', 's.token_hash', 's.last_seen_at', 's.member_id', 's.factor', 's.proven_at'])
    .select(['m.role', 'm.second_factor_since', dueFrom.as('required_from')])
    .where((row) => row('s.token_hash', '=', row.fn.any(row.val([...hashes]))))
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', live.now)
    .where('s.last_seen_at', '>', live.usedSince)
    .where('m.deactivated_at', 'is', null)
    .$narrowType<{ id: SessionId; member_id: MemberId; role: Role }>()
    .execute();

/** What is asked of the member, apart from any device. */
export const standingOf = (db: Sql, member: MemberId): Promise<Standing> =>
  db
    .selectFrom('members as m')
    .leftJoin('two_factor_policies as p', 'p.team_id', 'm.team_id')
    .select(['m.role', 'm.second_factor_since', dueFrom.as('required_from')])
    .where('m.id', '=', member)
    .$narrowType<{ role: Role }>()
    .executeTakeFirstOrThrow();

export async function setFactor(db: Sql, session: SessionId, factor: string, now: Date): Promise<void> {
  await db.updateTable('sessions').set({ factor, proven_at: now }).where('id', '=', session).execute();
}

export async function renewProof(db: Sql, session: SessionId, now: Date): Promise<void> {
  await db.updateTable('sessions').set({ proven_at: now }).where('id', '=', session).execute();
}

/** A session that somebody else holds locked is being renewed or ended already: it is skipped, not waited for. */
export async function renewSessions(db: Sql, sessions: readonly SessionId[], now: Date): Promise<void> {
  await sql`
    update sessions set last_seen_at = greatest(last_seen_at, ${now}::timestamptz)
    where id in (select id from sessions where id = any(${sessions}::uuid[]) and revoked_at is null
                 for update skip locked)`.execute(db);
}

export const liveSessionsOf = (db: Sql, member: MemberId, live: Live, limit: number): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'last_seen_at', 'expires_at', 'ip', 'user_agent'])
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', live.now)
    .where('last_seen_at', '>', live.usedSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .$narrowType<{ id: SessionId }>()
    .execute();

/** Ends one session of the member; false when it has none such, or it has ended already. */
export async function revokeSession(db: Sql, member: MemberId, session: SessionId, at: Date): Promise<boolean> {
  const revoked = await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('id', '=', session)
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return revoked.numUpdatedRows === 1n;
}

/** Ends every session of the member but `except`; returns how many. */
export async function revokeSessionsOf(
  db: Sql,
  member: MemberId,
  except: SessionId | undefined,
  at: Date,
): Promise<number> {
  const query = db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null);
  const revoked = await (except ? query.where('id', '!=', except) : query).executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}

export async function revokeSessionsOfRoles(
  db: Sql,
  roles: readonly Role[],
  besides: readonly string[],
  at: Date,
): Promise<{ id: SessionId; member_id: MemberId }[]> {
  const { rows } = await sql<{ id: SessionId; member_id: MemberId }>`
    update sessions s set revoked_at = ${at} from members m
    where m.id = s.member_id and m.role = any(${roles}::text[]) and not s.means = any(${besides}::text[])
      and s.revoked_at is null and s.expires_at > ${at}
    returning s.id, s.member_id`.execute(db);
  return rows;
}

export async function dropFactor(db: Sql, factor: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ factor: null })
    .where('factor', '=', factor)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends the member's sessions beyond the `kept` that were used last; returns their ids. */
export async function revokeOldest(db: Sql, member: MemberId, kept: number, live: Live): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`
    update sessions set revoked_at = ${live.now}
    where id in (select id from sessions
                 where member_id = ${member} and revoked_at is null and expires_at > ${live.now}
                   and last_seen_at > ${live.usedSince}
                 order by last_seen_at desc, id desc offset ${kept} limit ${kept})
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}
