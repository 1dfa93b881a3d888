import { sql } from 'kysely';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { limits } from '#platform/limits.ts';

export interface SessionLimits {
  readonly idle_minutes: number;
  readonly lifetime_minutes: number;
}

/** What the team set; undefined: nothing. */
export const limitsOf = (db: Sql): Promise<SessionLimits | undefined> =>
  db.selectFrom('session_policies').select(['idle_minutes', 'lifetime_minutes']).executeTakeFirst();

/** Whether a session was used within what its team lets it rest. */
export const usedLately = (sessions: 's' | 'sessions', now: Date) =>
  sql<boolean>`${sql.ref(`${sessions}.last_seen_at`)} > ${now}::timestamptz - make_interval(mins => coalesce(
    (select p.idle_minutes from session_policies p where p.team_id = ${sql.ref(`${sessions}.team_id`)}),
    ${limits.sessions.idle.default}::integer))`;

export async function storeLimits(
  db: Sql,
  policy: SessionLimits & { readonly team_id: TeamId; readonly set_by: MemberId; readonly set_at: Date },
): Promise<void> {
  await db
    .insertInto('session_policies')
    .values(policy)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(policy))
    .execute();
}

/**
 * Measures every session by other limits: it ends so long after it began, and at once where that is past or where
 * nobody used it for too long. Returns those that this ended; what had rested for too long already, by `restedMinutes`,
 * had ended before.
 */
export async function remeasure(
  db: Sql,
  { idle_minutes, lifetime_minutes }: SessionLimits,
  restedMinutes: number,
  now: Date,
): Promise<{ id: SessionId; member_id: MemberId }[]> {
  const { rows } = await sql<{ id: SessionId; member_id: MemberId }>`
    with measured as (
      select id, created_at + make_interval(mins => ${lifetime_minutes}::integer) as ends_at,
             last_seen_at > ${now}::timestamptz - make_interval(mins => ${restedMinutes}::integer) as was_live,
             last_seen_at > ${now}::timestamptz - make_interval(mins => ${idle_minutes}::integer) as was_used
      from sessions where revoked_at is null and expires_at > ${now} for update),
    changed as (
      update sessions s set expires_at = m.ends_at, revoked_at = case
        when m.was_live and (m.ends_at <= ${now}::timestamptz or not m.was_used) then ${now}::timestamptz end
      from measured m where m.id = s.id
      returning s.id, s.member_id, s.revoked_at)
    select id, member_id from changed where revoked_at is not null`.execute(db);
  return rows;
}
