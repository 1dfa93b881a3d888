import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ExpiryRow {
  readonly member_id: MemberId;
  readonly expires_at: Date;
}

/** Whoever is told of what is near is told of the new time again. */
export async function putExpiry(db: Sql, team: TeamId, member: MemberId, at: Date): Promise<void> {
  await db
    .insertInto('guest_expiries')
    .values({ member_id: member, team_id: team, expires_at: at, told_at: null })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ expires_at: at, told_at: null }))
    .execute();
}

/** When the guest's account ends, and who let the guest in. */
export async function endAndInviter(
  db: Sql,
  guest: MemberId,
): Promise<{ expires_at: Date; invited_by: MemberId | null } | undefined> {
  const { rows } = await sql<{ expires_at: Date; invited_by: MemberId | null }>`
    select e.expires_at, i.invited_by from guest_expiries e
    left join invitations i on i.accepted_by = e.member_id
    where e.member_id = ${guest}`.execute(db);
  return rows[0];
}

export async function deleteExpiry(db: Sql, member: MemberId): Promise<boolean> {
  const gone = await db.deleteFrom('guest_expiries').where('member_id', '=', member).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

/** Those of accounts that are closed or no guest's any more. */
export async function deleteIdleExpiries(db: Sql): Promise<void> {
  await sql`
    delete from guest_expiries e using members m
    where m.id = e.member_id and (m.deactivated_at is not null or m.role not in ('guest', 'single-guest'))`.execute(db);
}

/** Passes over what another process is ending at this moment. */
export const takeExpired = async (db: Sql, now: Date): Promise<MemberId | undefined> => {
  const { rows } = await sql<{ member_id: MemberId }>`
    delete from guest_expiries where member_id = (
      select member_id from guest_expiries where expires_at <= ${now}
      order by expires_at limit 1 for update skip locked)
    returning member_id`.execute(db);
  return rows[0]?.member_id;
};

/** Notes that others are told of those which end before `until`; each once. */
export async function markTold(db: Sql, now: Date, until: Date, limit: number): Promise<ExpiryRow[]> {
  const { rows } = await sql<ExpiryRow>`
    update guest_expiries set told_at = ${now} where member_id in (
      select member_id from guest_expiries where told_at is null and expires_at <= ${until}
      order by expires_at limit ${limit} for update skip locked)
    returning member_id, expires_at`.execute(db);
  return rows;
}

/** The active guests in the order in which they came, with the end of their account if there is one. */
export async function guestsAfter(
  db: Sql,
  after: MemberId | undefined,
  limit: number,
): Promise<{ id: MemberId; expires_at: Date | null }[]> {
  const { rows } = await sql<{ id: MemberId; expires_at: Date | null }>`
    select m.id, e.expires_at from members m left join guest_expiries e on e.member_id = m.id
    where m.role in ('guest', 'single-guest') and m.deactivated_at is null
      and (${after ?? null}::uuid is null or m.id > ${after ?? null}::uuid)
    order by m.id limit ${limit}`.execute(db);
  return rows;
}
