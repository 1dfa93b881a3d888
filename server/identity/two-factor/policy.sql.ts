import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** When policy `p` asks member `m`: who joined after it was set is asked at once. Null without a policy. */
export const dueFrom = sql<Date | null>`case when m.created_at > p.set_at
  then least(p.required_from, m.created_at) else p.required_from end`;

export interface PolicyRow {
  readonly required_from: Date;
  /** The reminder that was begun last, in days before the deadline, and the member that it has reached. */
  readonly reminder_days: number | null;
  readonly reminded_to: MemberId | null;
  /** The member up to whom the deadline was enforced on what is open. */
  readonly enforced_to: MemberId | null;
}

const COLUMNS = ['required_from', 'reminder_days', 'reminded_to', 'enforced_to'] as const;
type Narrow = { reminded_to: MemberId | null; enforced_to: MemberId | null };

export const policyOf = (db: Sql): Promise<PolicyRow | undefined> =>
  db.selectFrom('two_factor_policies').select(COLUMNS).$narrowType<Narrow>().executeTakeFirst();

/** Passes over one that another process is going through at this moment. */
export const lockPolicy = (db: Sql): Promise<PolicyRow | undefined> =>
  db
    .selectFrom('two_factor_policies')
    .select(COLUMNS)
    .forUpdate()
    .skipLocked()
    .$narrowType<Narrow>()
    .executeTakeFirst();

export const dueFromOf = async (db: Sql, member: MemberId): Promise<Date | null> => {
  const row = await db
    .selectFrom('members as m')
    .innerJoin('two_factor_policies as p', 'p.team_id', 'm.team_id')
    .select(dueFrom.as('due'))
    .where('m.id', '=', member)
    .where('m.role', '<>', 'bot')
    .executeTakeFirst();
  return row?.due ?? null;
};

/** A changed one is gone through anew. */
export async function storePolicy(
  db: Sql,
  policy: {
    readonly team_id: TeamId;
    readonly required_from: Date;
    readonly set_by: MemberId;
    readonly set_at: Date;
  },
): Promise<void> {
  const row = { ...policy, reminder_days: null, reminded_to: null, enforced_to: null };
  await db
    .insertInto('two_factor_policies')
    .values(row)
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(row))
    .execute();
}

export async function noteReach(
  db: Sql,
  reach: Partial<Pick<PolicyRow, 'reminder_days' | 'reminded_to' | 'enforced_to'>>,
): Promise<void> {
  await db.updateTable('two_factor_policies').set(reach).execute();
}

export const deletePolicy = async (db: Sql): Promise<boolean> =>
  (await db.deleteFrom('two_factor_policies').executeTakeFirst()).numDeletedRows > 0n;

export interface Coverage {
  readonly people: number;
  readonly lacking: number;
  readonly leaders: number;
  readonly lackingLeaders: number;
}

/** How many open accounts of people and of owners and admins there are, and how many of them have no second factor. */
export async function coverage(db: Sql): Promise<Coverage> {
  const { rows } = await sql<Coverage>`
    select count(*)::integer as people,
           (count(*) filter (where second_factor_since is null))::integer as lacking,
           (count(*) filter (where role in ('owner', 'admin')))::integer as leaders,
           (count(*) filter (where role in ('owner', 'admin') and second_factor_since is null))::integer
             as "lackingLeaders"
    from members where role <> 'bot' and deactivated_at is null`.execute(db);
  return rows[0] ?? { people: 0, lacking: 0, leaders: 0, lackingLeaders: 0 };
}

/** The open accounts of people without a second factor, in the order in which they came. */
export const lackingAfter = async (db: Sql, after: MemberId | undefined | null, limit: number): Promise<MemberId[]> => {
  let query = db
    .selectFrom('members')
    .select('id')
    .where('role', '<>', 'bot')
    .where('deactivated_at', 'is', null)
    .where('second_factor_since', 'is', null)
    .orderBy('id')
    .limit(limit);
  if (after) query = query.where('id', '>', after);
  return (await query.$narrowType<{ id: MemberId }>().execute()).map(({ id }) => id);
};

/** Whether the member is open and has no second factor. */
export const isLacking = async (db: Sql, member: MemberId): Promise<boolean> =>
  (await db
    .selectFrom('members')
    .select('id')
    .where('id', '=', member)
    .where('deactivated_at', 'is', null)
    .where('second_factor_since', 'is', null)
    .executeTakeFirst()) !== undefined;
