/** How a case ends (T15), and what the reporter can do against it. `closed` is final: what was wrong begins anew. */
import type { CloseReason } from '#contract/desk-report.ts';
import { isPublished } from '#contract/desk-stage.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { rosterOf } from '../roster/roster.ts';
import { lookAfter, tell } from './activity.ts';
import { caseKey, handOf, nameOf, REPORTER, record, SYSTEM } from './case-state.ts';
import { type CaseChange, type CaseRow, caseRow, lockCase, updateCase } from './cases.sql.ts';
import { shownCves } from './cve-ids/cve-ids.ts';
import { answer, appendLetter } from './letters.ts';
import { openReport, rawReport } from './opening.ts';
import { handOnPassphrase } from './passphrases.ts';
import { endPause } from './records.sql.ts';
import { reporterIn } from './reporters.ts';
import { insideCase, lockedForCoordinator, noSuchCase } from './standing.ts';
import { moved } from './triage.ts';
import { moveBeforeClosing } from './withdrawing.ts';

export const notPublished = problem(
  'desk/not-published',
  409,
  'A case ends as published only when its release is, and what was learnt is written down.',
);
export const cvesOpen = problem(
  'desk/cves-open',
  409,
  'A CVE ID is reserved for this case and used for nothing. Give it back first.',
);
export const duplicateUnclear = problem(
  'desk/duplicate-unclear',
  422,
  'Say which case was there before. It is another one than this, and you are in it.',
);
export const nothingToDispute = problem(
  'desk/nothing-to-dispute',
  409,
  'Only a decision against a report can be disputed, and a closed case within thirty days.',
);
export const notDisputed = problem('desk/not-disputed', 409, 'Nobody disputes anything in this case.');
export const anotherDecides = problem(
  'desk/another-decides',
  403,
  'Whoever decided first does not decide on the dispute. Ask another coordinator to.',
);

export interface Closing {
  readonly reason: CloseReason;
  readonly duplicateOf?: CaseId | undefined;
  /** What the reporter reads; spam is not answered. */
  readonly text: string;
}

/**
 * Ends a case, with words to the reporter. A duplicate says nothing of the other case to the reporter. The embargo ends
 * with the case, and the time of keeping begins.
 */
export async function closeCase(work: Work, actor: Actor, id: CaseId, closing: Closing): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const isSpam = closing.reason === 'spam';
  const judged = judgedOnTheWay(work, actor, row, closing.reason);
  const state = moved(judged, 'close');
  if (closing.reason === 'published' && !(isPublished(row.release_state) && row.retrospective_at)) throw notPublished();
  const isUsed = closing.reason === 'published';
  if (!isUsed && (await shownCves(work, row)).some(({ state: of }) => of === 'reserved')) throw cvesOpen();
  await requireOther(work, actor, id, closing);
  await endPause(work.sql, id, work.now);
  const answered = isSpam ? row : await answer(work, row, actor, closing.text, { saysNo: true });
  const isBound = answered.embargo_state === 'active' || answered.embargo_state === 'revising';
  const change: CaseChange = {
    ...{ ...state, close_reason: closing.reason, duplicate_of: closing.duplicateOf ?? null, closed_at: work.now },
    ...{ judged_at: judged.judged_at, judged_by: judged.judged_by, disputed_at: null },
    ...{ embargo_state: isBound ? 'ended' : answered.embargo_state === 'ended' ? 'ended' : 'none' },
    ...{ proposed_by: null, proposed_until: null },
    keep_until: after(work.now, isSpam ? deskLimits.keptMs.spam : deskLimits.keptMs.other),
  };
  const details = closing.duplicateOf ? publicId('N', closing.duplicateOf) : undefined;
  await record(work, answered, handOf(actor), change, { kind: `closed-${closing.reason}`, shown: true, details });
}

/** What came in as spam, and what its reporter took back, goes the steps at once. */
function judgedOnTheWay(work: Work, actor: Actor, row: CaseRow, reason: CloseReason): CaseRow {
  const asSpam = reason === 'spam' && row.report_state === 'received' ? 'invalidate' : undefined;
  const move = reason === 'withdrawn' ? moveBeforeClosing(row) : asSpam;
  if (move === undefined) return row;
  const judged = { judged_at: row.judged_at ?? work.now, judged_by: row.judged_by ?? actor.member };
  return { ...row, ...moved(row, move), ...judged };
}

/** A duplicate names another case of which the coordinator knows; every other reason names none. */
async function requireOther(work: Work, actor: Actor, id: CaseId, { reason, duplicateOf }: Closing): Promise<void> {
  if ((reason === 'duplicate') !== (duplicateOf !== undefined) || duplicateOf === id) throw duplicateUnclear();
  if (duplicateOf === undefined) return;
  if (!(await caseRow(work.sql, duplicateOf))) throw duplicateUnclear();
  await insideCase(work, actor, duplicateOf);
}

export function canDispute(work: Work, row: CaseRow): boolean {
  const isRecent = row.closed_at !== null && row.closed_at > after(work.now, -deskLimits.disputeMs);
  const isAgainst = row.close_reason !== 'published' && row.close_reason !== 'withdrawn';
  const isOpen = row.report_state === 'invalid' || (row.report_state === 'closed' && isRecent && isAgainst);
  return isOpen && row.disputed_at === null;
}

/** The reporter contradicts a decision against the report; another coordinator then decides. */
export async function disputeAsReporter(work: Work, id: CaseId, text: string): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (!row) throw noSuchCase();
  if (!canDispute(work, row)) throw nothingToDispute();
  await appendLetter(work, row, REPORTER, text);
  await record(work, row, REPORTER, { disputed_at: work.now }, { kind: 'decision-disputed', shown: true });
  tell(work, id, [...(await lookAfter(work, row)), ...(await rosterOf(work, 'coordinator'))]);
}

/**
 * Decides on a dispute; not whoever decided first, unless nobody else could. Upheld, an invalid report becomes valid,
 * and a closed one begins anew as a case of its own, because `closed` leads nowhere. Returns the case that goes on.
 */
export async function decideDispute(
  work: Work,
  actor: Actor,
  id: CaseId,
  { upheld, text }: { readonly upheld: boolean; readonly text: string },
): Promise<{ readonly case: CaseId; readonly name: string }> {
  const locked = await lockCase(work.sql, id);
  const { row, part } = await insideCase(work, actor, id);
  if (!locked || !row.disputed_at) throw notDisputed();
  const others = (await rosterOf(work, 'coordinator')).filter((member) => member !== row.judged_by);
  if (part !== 'coordinator' || (row.judged_by === actor.member && others.length > 0)) throw anotherDecides();
  const kind = upheld ? 'dispute-upheld' : 'dispute-rejected';
  const decided = { disputed_at: null };
  if (row.report_state !== 'closed') {
    const answered = await answer(work, row, actor, text);
    const valid = upheld ? { ...moved(row, 'validate'), valid_at: work.now, judged_by: actor.member } : {};
    await record(work, answered, handOf(actor), { ...decided, ...valid }, { kind, shown: true });
    return { case: id, name: nameOf(row) };
  }
  await appendLetter(work, row, handOf(actor), text);
  await record(work, row, handOf(actor), decided, { kind, shown: true });
  return upheld ? await beginAnew(work, row) : { case: id, name: nameOf(row) };
}

async function beginAnew(work: Work, row: CaseRow): Promise<{ readonly case: CaseId; readonly name: string }> {
  const title = (await caseKey(work, row.id)).open(row.id, 'title', row.title);
  const reporter = await reporterIn(work, row.id);
  const understood = { ...(title === '' ? {} : { title }), ...(reporter ? { reporter } : {}) };
  const raw = await rawReport(work, row);
  const again = { raw, source: 'dispute', type: row.raw_type, understood } as const;
  const { id, name } = await openReport(work, row.team_id, again);
  await handOnPassphrase(work, row, id);
  await updateCase(work.sql, id, { notices_off_at: row.notices_off_at });
  await record(work, row, SYSTEM, {}, { kind: 'begun-anew', shown: true, details: publicId('N', id) });
  return { case: id, name };
}
