import { sql } from 'kysely';
import type { ChannelId, MemberId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface InventoryRow {
  readonly id: ChannelId;
  readonly kind: 'public' | 'private';
  readonly name: string;
  readonly general: boolean;
  readonly created_by: MemberId | null;
  readonly created_at: Date;
  readonly archived_at: Date | null;
  readonly members: number;
}

/** Every channel with a name, in the order in which they came. Topics are sealed and stay so. */
export async function channelsAfter(db: Sql, after: ChannelId | undefined, limit: number): Promise<InventoryRow[]> {
  const { rows } = await sql<InventoryRow>`
    select c.id, c.kind, c.name, c.general, c.created_by, c.created_at, c.archived_at,
           (select count(*)::integer from channel_members m where m.channel_id = c.id) as members
    from channels c
    where c.kind in ('public', 'private') and (${after ?? null}::uuid is null or c.id > ${after ?? null}::uuid)
    order by c.id limit ${limit}`.execute(db);
  return rows;
}
