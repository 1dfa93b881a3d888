import { sql } from 'kysely';
import type { MemberId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

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
    select m.id, l.expires_at, l.mailed_at
    from members m
    left join mailed_links l on l.member_id = m.id and l.kind = 'claim' and l.expires_at > ${now}
    where m.password_hash is null and m.deactivated_at is null and m.email is not null and m.role <> 'bot'
      and (${after ?? null}::uuid is null or m.id > ${after ?? null}::uuid)
      and (not ${uninvited}::boolean or l.mailed_at is null)
    order by m.id
    limit ${limit}`.execute(db);
  return rows;
}
