/**
 * A reporter takes a report back. It is the reporter's word and not the end of the case: what was found may be so all
 * the same, so the desk closes it or goes on, and until then the reporter can change their mind.
 */
import type { ReportMove } from '#contract/desk-report.ts';
import type { CaseId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { lookAfter, tell } from './activity.ts';
import { REPORTER, record } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import { writeAsReporter } from './letters.ts';
import { lockedForReporter } from './standing.ts';

export const alreadyWithdrawn = problem(
  'desk/already-withdrawn',
  409,
  'This report is taken back already. The desk closes the case, or says why it goes on.',
);
export const notWithdrawn = problem('desk/not-withdrawn', 409, 'Nobody has taken this report back.');

export async function withdrawAsReporter(work: Work, id: CaseId, text: string): Promise<void> {
  const row = await lockedForReporter(work, id);
  if (row.withdrawn_at) throw alreadyWithdrawn();
  await writeAsReporter(work, id, text);
  await record(work, row, REPORTER, { withdrawn_at: work.now }, { kind: 'report-withdrawn', shown: true });
  tell(work, id, await lookAfter(work, row));
}

export async function stayAsReporter(work: Work, id: CaseId): Promise<void> {
  const row = await lockedForReporter(work, id);
  if (!row.withdrawn_at) throw notWithdrawn();
  await record(work, row, REPORTER, { withdrawn_at: null }, { kind: 'withdrawal-ended', shown: true });
  tell(work, id, await lookAfter(work, row));
}

/** What has to be done with a withdrawn report before it can be closed, which goes with the closing. */
export const moveBeforeClosing = (row: CaseRow): ReportMove | undefined => {
  if (!row.withdrawn_at) return undefined;
  return row.report_state === 'received' ? 'invalidate' : row.report_state === 'valid' ? 'defer' : undefined;
};
