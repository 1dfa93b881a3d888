import { sql } from 'kysely';
import type { ReportState } from '#contract/desk-report.ts';
import type { CaseId, MemberId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ComparedRow {
  readonly id: CaseId;
  readonly number: number;
  readonly report_state: ReportState;
  readonly title: Buffer;
  /** The reporter's first one. */
  readonly letter_number: number | null;
  readonly letter: Buffer | null;
  readonly rating_number: number | null;
  readonly rating: Buffer | null;
  /** Of the report and the reporter's files, as hexadecimal digits. */
  readonly digests: readonly string[];
  /** That the member accepted in it. */
  readonly terms: string | null;
}

/** The case itself and the latest others that are no spam, with what may be compared. */
export async function comparedRows(db: Sql, id: CaseId, member: MemberId, limit: number): Promise<ComparedRow[]> {
  const { rows } = await sql<ComparedRow>`
    select c.id, c.number, c.report_state, c.title, l.number as letter_number, l.body as letter,
      r.number as rating_number, r.body as rating, p.terms,
      array(select encode(f.digest, 'hex') from desk_files f where f.case_id = c.id and f.side = 'reporter')
        || encode(c.raw_digest, 'hex') as digests
    from desk_cases c
    left join lateral (select number, body from desk_letters l where l.case_id = c.id and l.side = 'reporter'
      order by number limit 1) l on true
    left join lateral (select number, body from desk_ratings r where r.case_id = c.id
      order by number desc limit 1) r on true
    left join desk_people p on p.case_id = c.id and p.member_id = ${member}
    where c.id = ${id} or c.close_reason is distinct from 'spam'
    order by c.id = ${id} desc, c.received_at desc, c.number desc limit ${limit}`.execute(db);
  return rows;
}
