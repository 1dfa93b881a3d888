import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Waiting } from '#contract/time.ts';
import type { Sql } from '#platform/database/database.ts';

/** The nearest moment at which anything is due, of all teams. */
export async function nextDue(db: Sql): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`select next_due() as at`.execute(db);
  return rows[0]?.at ?? undefined;
}

/** Teams with something due, those that wait longest first. */
export async function teamsWithDue(db: Sql, now: Date, limit: number): Promise<TeamId[]> {
  const { rows } = await sql<{ team: TeamId }>`
    select team from teams_with_due(${now}, ${limit}) as team limit ${limit}`.execute(db);
  return rows.map(({ team }) => team);
}

export async function waitingOf(db: Sql, member: MemberId): Promise<Waiting> {
  const { rows } = await sql<Waiting>`
    select (select count(*) from reminders where member_id = ${member} and state = 'due')::integer as "reminders",
           (select count(*) from scheduled_messages where author_id = ${member} and state = 'failed')::integer
             as "failedMessages"`.execute(db);
  return rows[0] ?? { reminders: 0, failedMessages: 0 };
}
