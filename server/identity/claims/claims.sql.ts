import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ClaimRow {
  readonly member_id: MemberId;
  readonly email: string;
  readonly invited_by: MemberId;
  readonly expires_at: Date;
  readonly mailed_at: Date | null;
}

export interface NewClaim {
  readonly member_id: MemberId;
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly email: string;
  readonly invited_by: MemberId;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** In one statement; a member's earlier one is replaced, and with it its link. */
export async function putClaims(db: Sql, claims: readonly NewClaim[]): Promise<void> {
  await db
    .insertInto('claims')
    .values(claims.map((claim) => ({ ...claim, mailed_at: null })))
    .onConflict((conflict) =>
      conflict.column('member_id').doUpdateSet((row) => ({
        token_hash: row.ref('excluded.token_hash'),
        email: row.ref('excluded.email'),
        invited_by: row.ref('excluded.invited_by'),
        created_at: row.ref('excluded.created_at'),
        expires_at: row.ref('excluded.expires_at'),
        mailed_at: null,
      })),
    )
    .execute();
}

export const claimByHash = (db: Sql, hash: Buffer): Promise<ClaimRow | undefined> =>
  db
    .selectFrom('claims')
    .select(['member_id', 'email', 'invited_by', 'expires_at', 'mailed_at'])
    .where('token_hash', '=', hash)
    .$narrowType<Pick<ClaimRow, 'member_id' | 'invited_by'>>()
    .executeTakeFirst();

/** Only of the links that were mailed: an account may have been invited anew meanwhile. */
export async function markMailed(db: Sql, hashes: readonly Buffer[], at: Date): Promise<void> {
  await db
    .updateTable('claims')
    .set({ mailed_at: at })
    .where((row) => row('token_hash', '=', row.fn.any(row.val([...hashes]))))
    .execute();
}

/** False when there is none that could still be used. */
export async function deleteClaim(db: Sql, member: MemberId, now: Date): Promise<boolean> {
  const gone = await db
    .deleteFrom('claims')
    .where('member_id', '=', member)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export interface UnclaimedRow {
  readonly id: MemberId;
  readonly expires_at: Date | null;
  readonly mailed_at: Date | null;
}

/**
 * The active people with an address and without a password, in the order in which they came, with the open invitation
 * if there is one. `uninvited`: only those to whom none was mailed.
 */
export async function unclaimedAfter(
  db: Sql,
  { after, limit, now, uninvited }: { after: MemberId | undefined; limit: number; now: Date; uninvited: boolean },
): Promise<UnclaimedRow[]> {
  const { rows } = await sql<UnclaimedRow>`
    select m.id, c.expires_at, c.mailed_at
    from members m
    left join claims c on c.member_id = m.id and c.expires_at > ${now}
    where m.password_hash is null and m.deactivated_at is null and m.email is not null and m.role <> 'bot'
      and (${after ?? null}::uuid is null or m.id > ${after ?? null}::uuid)
      and (not ${uninvited}::boolean or c.mailed_at is null)
    order by m.id
    limit ${limit}`.execute(db);
  return rows;
}
