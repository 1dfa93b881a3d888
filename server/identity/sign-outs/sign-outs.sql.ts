import { sql } from 'kysely';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface SignOutRow {
  readonly id: string;
  readonly at: Date;
  readonly ordered_by: MemberId;
  readonly kept: SessionId | null;
  readonly sessions: number;
  readonly tokens: number | null;
  /** What the processes have said so far. */
  readonly processes: number;
  readonly sockets: number;
  /** Null while no connection was closed. */
  readonly last_closed_ms: number | null;
}

/** By the clock that all processes share, at the moment of the call. */
export async function databaseClock(db: Sql): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The database did not tell its time.');
  return row.now;
}

export async function insertSignOut(
  db: Sql,
  row: Omit<SignOutRow, 'processes' | 'sockets' | 'last_closed_ms'> & {
    readonly team_id: TeamId;
    readonly began_at: Date;
  },
): Promise<void> {
  await db.insertInto('sign_outs').values(row).execute();
}

/** A process says it once; one that says it of a team that is gone meanwhile says it to nobody. */
export async function insertClosing(
  db: Sql,
  closing: {
    readonly sign_out_id: string;
    readonly process: string;
    readonly team_id: TeamId;
    readonly sockets: number;
  },
): Promise<void> {
  await sql`
    insert into sign_out_closings (sign_out_id, process, team_id, sockets, closed_at)
    select id, ${closing.process}, team_id, ${closing.sockets}, clock_timestamp() from sign_outs
    where id = ${closing.sign_out_id} and team_id = ${closing.team_id}
    on conflict do nothing`.execute(db);
}

/** The newest first, with what the processes have said of each. */
export async function latestSignOuts(db: Sql, limit: number, id: string | null = null): Promise<SignOutRow[]> {
  const { rows } = await sql<SignOutRow>`
    select o.id, o.at, o.ordered_by, o.kept, o.sessions, o.tokens,
           count(c.process)::integer as processes, coalesce(sum(c.sockets), 0)::integer as sockets,
           (extract(epoch from max(c.closed_at) filter (where c.sockets > 0) - o.began_at) * 1000)::integer
             as last_closed_ms
    from sign_outs o left join sign_out_closings c on c.sign_out_id = o.id
    where ${id}::uuid is null or o.id = ${id}::uuid
    group by o.id order by o.id desc limit ${limit}`.execute(db);
  return rows;
}

export interface Timing {
  readonly count: number;
  readonly slowest_ms: number | null;
  readonly last_ms: number | null;
  readonly last_at: Date | null;
}

/** Of the sign-outs since then that closed a connection. */
export async function timingSince(db: Sql, since: Date): Promise<Timing> {
  const { rows } = await sql<Timing>`
    with took as (
      select o.id, o.at, extract(epoch from max(c.closed_at) - o.began_at) * 1000 as ms
      from sign_outs o join sign_out_closings c on c.sign_out_id = o.id and c.sockets > 0
      where o.at >= ${since} group by o.id)
    select count(*)::integer as count, max(ms)::integer as slowest_ms,
           (select ms from took order by id desc limit 1)::integer as last_ms, max(at) as last_at
    from took`.execute(db);
  return rows[0] ?? { count: 0, slowest_ms: null, last_ms: null, last_at: null };
}
