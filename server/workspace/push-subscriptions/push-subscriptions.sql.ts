import { sql } from 'kysely';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface SubscriptionRow {
  readonly session_id: SessionId;
  readonly member_id: MemberId;
  readonly team_id: TeamId;
  readonly endpoint_digest: Buffer;
  readonly sealed: Buffer;
  readonly created_at: Date;
}

/** Puts the device's subscription in the place of its earlier one, and of any other that has the same endpoint. */
export async function putRow(db: Sql, row: SubscriptionRow): Promise<void> {
  await db
    .deleteFrom('push_subscriptions')
    .where('endpoint_digest', '=', row.endpoint_digest)
    .where('session_id', '!=', row.session_id)
    .execute();
  await db
    .insertInto('push_subscriptions')
    .values(row)
    .onConflict((conflict) => conflict.column('session_id').doUpdateSet(row))
    .execute();
}

/** Returns false if there was none. */
export async function deleteRow(db: Sql, session: SessionId): Promise<boolean> {
  const gone = await db.deleteFrom('push_subscriptions').where('session_id', '=', session).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

const live = (now: Date, usedSince: Date) => sql<boolean>`
  exists (select from sessions s join members m on m.id = s.member_id
          where s.id = p.session_id and s.revoked_at is null and s.expires_at > ${now} and s.last_seen_at > ${usedSince}
            and m.deactivated_at is null)`;

/** The devices of these members that want to be told and are still signed in. */
export async function liveDevices(
  db: Sql,
  members: readonly MemberId[],
  now: Date,
  usedSince: Date,
): Promise<{ session_id: SessionId; member_id: MemberId }[]> {
  if (members.length === 0) return [];
  const { rows } = await sql<{ session_id: SessionId; member_id: MemberId }>`
    select p.session_id, p.member_id from push_subscriptions p
    where p.member_id = any(${[...members]}::uuid[]) and ${live(now, usedSince)}`.execute(db);
  return rows;
}

export async function liveRow(
  db: Sql,
  session: SessionId,
  now: Date,
  usedSince: Date,
): Promise<{ sealed: Buffer; member_id: MemberId } | undefined> {
  const { rows } = await sql<{ sealed: Buffer; member_id: MemberId }>`
    select p.sealed, p.member_id from push_subscriptions p
    where p.session_id = ${session} and ${live(now, usedSince)}`.execute(db);
  return rows[0];
}

/** Removes those whose device is signed out, or has not been used for too long; returns how many went. */
export async function deleteEnded(db: Sql, now: Date, usedSince: Date): Promise<number> {
  const gone = await sql`delete from push_subscriptions p where not ${live(now, usedSince)}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
