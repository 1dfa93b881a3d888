import { sql } from 'kysely';
import type { Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { dueFrom, type Standing } from '../two-factor/two-factor.ts';
import { usedLately } from './policy.sql.ts';

export interface SessionRow {
  readonly id: SessionId;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly ip: string;
  readonly user_agent: string;
  readonly means: string;
  readonly factor: string | null;
  readonly provider: string | null;
}

export interface NewSession extends SessionRow {
  readonly proven_at: Date;
  readonly device_hash: Buffer;
  readonly team_id: TeamId;
  readonly member_id: MemberId;
  readonly token_hash: Buffer;
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
export const sessionsByHashes = (db: Sql, hashes: readonly Buffer[], now: Date): Promise<PresentedSession[]> =>
  presented(db, now)
    .where((row) => row('s.token_hash', '=', row.fn.any(row.val([...hashes]))))
    .$narrowType<Narrow>()
    .execute();

/** The same of these ids, for connections that were opened by them; asking for them is no use of them. */
export const sessionsByIds = (db: Sql, ids: readonly SessionId[], now: Date): Promise<PresentedSession[]> =>
  presented(db, now)
    .where((row) => row('s.id', '=', row.fn.any(row.val([...ids]))))
    .$narrowType<Narrow>()
    .execute();

type Narrow = { id: SessionId; member_id: MemberId; role: Role };

const presented = (db: Sql, now: Date) =>
  db
    .selectFrom('sessions as s')
    .innerJoin('members as m', 'm.id', 's.member_id')
    .leftJoin('two_factor_policies as p', 'p.team_id', 's.team_id')
    .select(['s.id', 's.token_hash', 's.last_seen_at', 's.member_id', 's.factor', 's.proven_at'])
    .select(['m.role', 'm.second_factor_since', dueFrom.as('required_from')])
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .where(usedLately('s', now))
    .where('m.deactivated_at', 'is', null);

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

const SHOWN = [
  ...(['id', 'created_at', 'last_seen_at', 'expires_at', 'ip', 'user_agent'] as const),
  ...(['means', 'factor', 'provider'] as const),
] as const;

export const liveSessionsOf = (db: Sql, member: MemberId, now: Date, limit: number): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .select(SHOWN)
    .where('member_id', '=', member)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where(usedLately('sessions', now))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .$narrowType<{ id: SessionId }>()
    .execute();

/** One of the member's, also when it has ended; `revoked_at` where it was ended. */
export const sessionOf = (
  db: Sql,
  member: MemberId,
  session: SessionId,
): Promise<(SessionRow & { readonly revoked_at: Date | null; readonly device_hash: Buffer | null }) | undefined> =>
  db
    .selectFrom('sessions')
    .select([...SHOWN, 'revoked_at', 'device_hash'])
    .where('id', '=', session)
    .where('member_id', '=', member)
    .$narrowType<{ id: SessionId }>()
    .executeTakeFirst();

/** All of the member's on the device of this one, whether they have ended or not, but `besides`. */
export const sessionsOnDevice = async (
  db: Sql,
  member: MemberId,
  session: SessionId,
  besides: SessionId,
): Promise<SessionId[]> => {
  const { rows } = await sql<{ id: SessionId }>`
    select s.id from sessions s join sessions this on this.id = ${session}
    where s.member_id = ${member} and s.id <> ${besides}
      and (s.id = this.id or s.device_hash = this.device_hash)`.execute(db);
  return rows.map(({ id }) => id);
};

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

/** Ends those of them that have not ended. */
export const revokeThese = (
  db: Sql,
  sessions: readonly SessionId[],
  at: Date,
): Promise<{ id: SessionId; member_id: MemberId }[]> =>
  db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('id', 'in', sessions)
    .where('revoked_at', 'is', null)
    .returning(['id', 'member_id'])
    .$narrowType<{ id: SessionId; member_id: MemberId }>()
    .execute();

/** Whom `revokeSessionsOfRoles` would sign out now, and on how many devices. */
export async function countSessionsOfRoles(
  db: Sql,
  roles: readonly Role[],
  besides: readonly string[],
  now: Date,
): Promise<{ people: number; devices: number }> {
  const { rows } = await sql<{ people: number; devices: number }>`
    select count(distinct s.member_id)::int as people, count(*)::int as devices
    from sessions s join members m on m.id = s.member_id
    where m.role = any(${roles}::text[]) and not s.means = any(${besides}::text[])
      and s.revoked_at is null and s.expires_at > ${now} and ${usedLately('s', now)}`.execute(db);
  return rows[0] ?? { people: 0, devices: 0 };
}

/** Of one device, whatever it proved but for `besides`. */
export async function dropFactorOf(db: Sql, session: SessionId, besides: string): Promise<void> {
  const query = db.updateTable('sessions').set({ factor: null }).where('id', '=', session);
  await query.where('factor', '<>', besides).execute();
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
export async function revokeOldest(db: Sql, member: MemberId, kept: number, now: Date): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`
    update sessions set revoked_at = ${now}
    where id in (select id from sessions
                 where member_id = ${member} and revoked_at is null and expires_at > ${now}
                   and ${usedLately('sessions', now)}
                 order by last_seen_at desc, id desc offset ${kept} limit ${kept})
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Ends every session of the team but `except`; returns how many. Also what rested for too long: longer limits would
 * bring it back.
 */
export async function revokeEverySession(db: Sql, except: SessionId | null, at: Date): Promise<number> {
  const revoked = await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .$if(except !== null, (query) => query.where('id', '!=', except))
    .executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}

/** Of the people with an open account and a device on record: all, and who came in last by one of these means. */
export async function countLastMeans(db: Sql, means: readonly string[]): Promise<{ people: number; by: number }> {
  const { rows } = await sql<{ people: number; by: number }>`
    select count(*)::integer as people, (count(*) filter (where last.means = any(${means}::text[])))::integer as by
    from members m
    join lateral (select s.means from sessions s where s.member_id = m.id
                  order by s.created_at desc, s.id desc limit 1) last on true
    where m.role <> 'bot' and m.deactivated_at is null`.execute(db);
  return rows[0] ?? { people: 0, by: 0 };
}
