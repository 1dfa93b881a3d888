/** What becomes of a report: valid or not, taken on or put off. The table of moves decides what can be done when. */
import { type ReportMove, reportAfter } from '#contract/desk-report.ts';
import type { CaseId, MemberId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { rosterOf } from '../roster/roster.ts';
import { tell } from './activity.ts';
import { handOf, record } from './case-state.ts';
import type { CaseChange, CaseRow } from './cases.sql.ts';
import { answer } from './letters.ts';
import { coordinatorsOnly, joinPerson, lockedForCoordinator, lockedInside } from './standing.ts';

export const reportMoveRefused = problem<{ state: string }>(
  'desk/report-move-refused',
  409,
  'As the report stands now, this cannot be done. Read the case anew and see what can.',
);
export const ownerMissing = problem(
  'desk/owner-missing',
  409,
  'A report is taken on or put off only when the case belongs to a coordinator. Take it, or give it to somebody.',
);
export const severityMissing = problem(
  'desk/severity-missing',
  409,
  'A report is taken on or put off only when it is rated. Rate it by vector or in words.',
);
export const notACoordinator = problem(
  'desk/not-a-coordinator',
  422,
  'A case belongs to a coordinator of the desk. This member is none.',
);

/** The state after the move, or a refusal. */
export function moved(row: CaseRow, move: ReportMove): Pick<CaseRow, 'report_state'> {
  const report_state = reportAfter(row.report_state, move);
  if (report_state === undefined) throw reportMoveRefused({ state: row.report_state });
  return { report_state };
}

/** It is a weakness (T3); why, is for the desk. */
export async function judgeValid(work: Work, actor: Actor, id: CaseId, reason: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const judged = { judged_at: row.judged_at ?? work.now, judged_by: actor.member, valid_at: work.now };
  const change: CaseChange = { ...moved(row, 'validate'), ...judged, disputed_at: null };
  await record(work, row, handOf(actor), change, { kind: 'report-validated', shown: true, details: reason });
}

/** It is none (T3): the reporter reads why, and that this can be disputed. */
export async function judgeInvalid(work: Work, actor: Actor, id: CaseId, reason: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const state = moved(row, 'invalidate');
  const answered = await answer(work, row, actor, `${reason}\n\n${DISPUTE}`, { saysNo: true });
  const change: CaseChange = { ...state, judged_at: work.now, judged_by: actor.member };
  await record(work, answered, handOf(actor), change, { kind: 'report-invalidated', shown: true });
}

/** Stands below every decision against a report (CNA rules 4.6 want a way to dispute). */
const DISPUTE =
  'If you think that this is wrong, say so in this case: another coordinator then decides anew and tells you why.';

function requireOwnerAndSeverity(row: CaseRow): void {
  if (!row.coordinator_id) throw ownerMissing();
  if (!row.severity) throw severityMissing();
}

/** The desk takes it on (T4): from now on the fix has a date. */
export async function acceptReport(work: Work, actor: Actor, id: CaseId): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const state = moved(row, 'accept');
  requireOwnerAndSeverity(row);
  await record(work, row, handOf(actor), state, { kind: 'report-accepted', shown: true });
}

/** The desk puts it off (T4), for a reason that it tells the reporter itself. */
export async function deferReport(work: Work, actor: Actor, id: CaseId, reason: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const state = moved(row, 'defer');
  requireOwnerAndSeverity(row);
  await record(work, row, handOf(actor), state, { kind: 'report-deferred', shown: true, details: reason });
}

/**
 * Gives the case to a coordinator of the desk, oneself or another: a coordinator of the case does, and where it belongs
 * to nobody, any coordinator of the desk who is in it. Cases are handed over, never dropped.
 */
export async function assignCase(
  work: Work,
  actor: Actor,
  id: CaseId,
  { coordinator, reason }: { readonly coordinator: MemberId; readonly reason: string },
): Promise<void> {
  const { row, part } = await lockedInside(work, actor, id);
  if (part !== 'coordinator') throw coordinatorsOnly();
  if (!(await rosterOf(work, 'coordinator')).includes(coordinator)) throw notACoordinator();
  if (row.coordinator_id === coordinator) return;
  if (coordinator !== actor.member) {
    await joinPerson(work, row, actor, { member: coordinator, part: 'coordinator', reason });
    tell(work, id, [coordinator]);
  }
  const kind = row.coordinator_id ? 'case-handed-over' : 'case-assigned';
  await record(work, row, handOf(actor), { coordinator_id: coordinator }, { kind, shown: true, details: reason });
}
