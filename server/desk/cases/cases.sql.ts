import { sql } from 'kysely';
import type { Duty, Part, RawState } from '#contract/desk-cases.ts';
import type { SeverityLevel } from '#contract/desk-clocks.ts';
import type { EmbargoState, Side } from '#contract/desk-embargo.ts';
import type { CloseReason, ReportState } from '#contract/desk-report.ts';
import type { ReleaseState } from '#contract/desk-stage.ts';
import type { CaseId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface CaseRow {
  readonly id: CaseId;
  readonly team_id: TeamId;
  readonly number: number;
  readonly source: 'web' | 'mail' | 'import' | 'dispute';
  readonly report_state: ReportState;
  readonly release_state: ReleaseState;
  readonly embargo_state: EmbargoState;
  readonly embargo_until: Date | null;
  readonly proposed_by: Side | null;
  readonly proposed_until: Date | null;
  readonly severity: SeverityLevel | 'none' | null;
  readonly title: Buffer;
  readonly raw_digest: Buffer;
  readonly raw_bytes: number;
  readonly raw_type: string;
  readonly raw_state: RawState;
  readonly coordinator_id: MemberId | null;
  readonly received_at: Date;
  readonly receipt_at: Date | null;
  readonly answered_at: Date | null;
  readonly judged_at: Date | null;
  readonly judged_by: MemberId | null;
  readonly valid_at: Date | null;
  readonly updated_at: Date | null;
  readonly published_at: Date | null;
  readonly retrospective_at: Date | null;
  readonly close_reason: CloseReason | null;
  readonly duplicate_of: CaseId | null;
  readonly closed_at: Date | null;
  readonly disputed_at: Date | null;
  readonly withdrawn_at: Date | null;
  /** Its reporter wants no word by mail. */
  readonly notices_off_at: Date | null;
  /** One went out that the reporter has not come for. */
  readonly noticed_at: Date | null;
  readonly kept_despite_at: Date | null;
}
/** What the clocks and the time of keeping add, which only queries read. */
interface CaseTimes {
  readonly due_at: Date | null;
  readonly alarm_at: Date | null;
  readonly keep_until: Date | null;
}
/** What changes of it; the rest is as it came. */
export type CaseChange = Partial<Omit<CaseRow & CaseTimes, 'id' | 'team_id' | 'number' | 'source'>>;

const COLUMNS = [
  ...(['id', 'team_id', 'number', 'source', 'report_state', 'release_state', 'embargo_state'] as const),
  ...(['embargo_until', 'proposed_by', 'proposed_until', 'severity', 'title', 'raw_digest', 'raw_bytes'] as const),
  ...(['coordinator_id', 'received_at', 'receipt_at', 'answered_at', 'judged_at', 'judged_by', 'valid_at'] as const),
  ...(['updated_at', 'published_at', 'retrospective_at', 'close_reason', 'duplicate_of', 'closed_at'] as const),
  ...(['disputed_at', 'withdrawn_at', 'kept_despite_at', 'raw_type', 'raw_state'] as const),
  ...(['notices_off_at', 'noticed_at'] as const),
];

export const caseRow = (db: Sql, id: CaseId): Promise<CaseRow | undefined> =>
  db.selectFrom('desk_cases').select(COLUMNS).where('id', '=', id).$narrowType<CaseRow>().executeTakeFirst();

/** Holds the row until the end of the unit: what happens in a case happens one after the other. */
export const lockCase = (db: Sql, id: CaseId): Promise<CaseRow | undefined> =>
  db
    .selectFrom('desk_cases')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .$narrowType<CaseRow>()
    .executeTakeFirst();

/** The next number of the team; whoever else takes one waits until this unit ends. */
export async function takeNumber(db: Sql, team: TeamId): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into desk_numbers (team_id, last) values (${team}, 1)
    on conflict (team_id) do update set last = desk_numbers.last + 1 returning last`.execute(db);
  return rows[0]?.last ?? 1;
}

export async function insertCase(db: Sql, row: CaseRow & CaseTimes): Promise<void> {
  await db.insertInto('desk_cases').values(row).execute();
}

export async function updateCase(db: Sql, id: CaseId, change: CaseChange): Promise<void> {
  await db.updateTable('desk_cases').set(change).where('id', '=', id).execute();
}

export async function insertRawParts(
  db: Sql,
  rows: readonly { case_id: CaseId; team_id: TeamId; part: number; sealed: Buffer }[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insertInto('desk_raw_parts')
      .values([...rows])
      .execute();
}

export const rawParts = (db: Sql, id: CaseId, limit: number): Promise<{ part: number; sealed: Buffer }[]> =>
  db
    .selectFrom('desk_raw_parts')
    .select(['part', 'sealed'])
    .where('case_id', '=', id)
    .orderBy('part')
    .limit(limit)
    .execute();

export async function putReporter(db: Sql, row: { case_id: CaseId; team_id: TeamId; body: Buffer }): Promise<void> {
  await db
    .insertInto('desk_reporters')
    .values(row)
    .onConflict((conflict) => conflict.column('case_id').doUpdateSet({ body: row.body }))
    .execute();
}

export const reporterRow = (db: Sql, id: CaseId): Promise<{ body: Buffer } | undefined> =>
  db.selectFrom('desk_reporters').select('body').where('case_id', '=', id).executeTakeFirst();

export interface ListedCase extends CaseRow {
  /** Of whoever asks. */
  readonly part: Part | null;
  readonly terms: string | null;
}

/**
 * The cases that somebody sees in the list, open ones by their promises, closed ones by their end. Whoever is on the
 * roster sees that each is there; others those that they were asked into.
 */
export async function listedCases(
  db: Sql,
  viewer: { readonly member: MemberId; readonly duty: Duty | undefined },
  asked: { readonly closed: boolean; readonly after: CaseId | undefined; readonly limit: number },
): Promise<ListedCase[]> {
  const { closed, after = null, limit } = asked;
  const order = closed
    ? sql`-extract(epoch from c.closed_at)`
    : sql`coalesce(extract(epoch from c.due_at), 'infinity')`;
  const columns = sql.join(COLUMNS.map((column) => sql.ref(`c.${column}`)));
  const { rows } = await sql<ListedCase>`
    with seen as (
      select ${columns}, p.part, p.terms, ${order}::numeric as place
      from desk_cases c left join desk_people p on p.case_id = c.id and p.member_id = ${viewer.member}
        and (p.part = 'fixer' or ${viewer.duty !== undefined})
      where (c.report_state = 'closed') = ${closed} and (p.member_id is not null or ${viewer.duty !== undefined}))
    select * from seen
    where ${after}::uuid is null
      or (place, number) > (select s.place, s.number from seen s where s.id = ${after})
    order by place, number limit ${limit}`.execute(db);
  return rows;
}

/** Numbers and sizes, of which the second is all that is told besides that there is a case. */
export async function caseSizes(
  db: Sql,
  after: CaseId | undefined,
  limit: number,
): Promise<{ id: CaseId; bytes: number }[]> {
  const { rows } = await sql<{ id: CaseId; bytes: number }>`
    select c.id, (c.raw_bytes
      + coalesce((select sum(length(l.body)) from desk_letters l where l.case_id = c.id), 0)
      + coalesce((select sum(length(n.body)) from desk_notes n where n.case_id = c.id), 0)
      + coalesce((select sum(f.bytes) from desk_files f where f.case_id = c.id), 0))::integer as bytes
    from desk_cases c where ${after ?? null}::uuid is null or c.id > ${after ?? null}
    order by c.id limit ${limit}`.execute(db);
  return rows;
}

/** How many cases came in since then. */
export async function countSince(db: Sql, at: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from (select 1 from desk_cases where received_at > ${at} limit ${limit}) as recent`.execute(db);
  return rows[0]?.count ?? 0;
}

export type Measured = 'answered_at' | 'judged_at' | 'published_at';

/** How long it took from the report on, of cases since then in which it happened. */
export async function timesTo(db: Sql, moment: Measured, since: Date, limit: number): Promise<number[]> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from ${sql.ref(moment)} - received_at) * 1000)::double precision as ms from desk_cases
    where received_at > ${since} and ${sql.ref(moment)} is not null
      and source <> 'import' and close_reason is distinct from 'spam'
    order by received_at desc limit ${limit}`.execute(db);
  return rows.map(({ ms }) => Number(ms));
}

/** Cases whose next alarm has come, the oldest first. */
export async function casesWithAlarm(db: Sql, at: Date, limit: number): Promise<CaseId[]> {
  const rows = await db
    .selectFrom('desk_cases')
    .select('id')
    .where('alarm_at', '<=', at)
    .orderBy('alarm_at')
    .limit(limit)
    .$narrowType<{ id: CaseId }>()
    .execute();
  return rows.map(({ id }) => id);
}

export async function teamsWithAlarms(db: Sql, at: Date, limit: number): Promise<TeamId[]> {
  const { rows } = await sql<{ team: TeamId }>`
    select team from teams_with_desk_alarms(${at}, ${limit}) as team`.execute(db);
  return rows.map(({ team }) => team);
}

export async function deleteExpired(db: Sql, at: Date, limit: number): Promise<CaseId[]> {
  const { rows } = await sql<{ id: CaseId }>`
    delete from desk_cases where id in (
      select c.id from desk_cases c where c.keep_until <= ${at}
        and not exists (select from desk_cases d where d.duplicate_of = c.id) limit ${limit})
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Open cases from before that moment which belong to nobody who is a coordinator of the desk now. */
export async function ownerlessCases(db: Sql, before: Date, limit: number): Promise<CaseId[]> {
  const { rows } = await sql<{ id: CaseId }>`
    select c.id from desk_cases c
    left join desk_roster r on r.member_id = c.coordinator_id and r.duty = 'coordinator'
    left join members m on m.id = r.member_id and m.deactivated_at is null
    where c.report_state <> 'closed' and c.received_at <= ${before} and m.id is null
    order by c.received_at limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
