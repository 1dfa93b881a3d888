import { sql } from 'kysely';

/**
 * Where a member stands, as columns of a query over `channels c` and `channel_members m`. Counters and small indexes
 * only: no history is read. A message that names somebody twice, or by `<!here>` besides, is one mention.
 */
export const standingColumns = sql`
  m.read_ts,
  (c.ordinal - m.read_ordinal - m.own_after
   - case when c.ordinal - m.read_ordinal = m.own_after then 0 else
       (select count(*) from messages d
         where d.channel_id = c.id and d.ts > m.read_ts and d.deleted_at is not null and d.ordinal is not null
           and d.author_id <> m.member_id) end)::integer as unread,
  case when c.last_ts = m.read_ts then 0 else
    (select count(*) from (
       select n.ts from mentions n
        where n.member_id = m.member_id and n.channel_id = c.id and n.ts > m.read_ts and n.author_id <> m.member_id
       union
       select n.ts from mentions n
        where n.member_id is null and n.channel_id = c.id and n.ts > m.read_ts and n.author_id <> m.member_id
     ) as named)::integer end as mentions`;
