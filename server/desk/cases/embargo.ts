/**
 * The date until which nothing is published, as a negotiation between desk and reporter. What the machine does not
 * allow is refused; what is public already cannot be put under embargo.
 */
import {
  acceptEmbargo,
  type Embargo,
  isInForce,
  proposeEmbargo,
  rejectEmbargo,
  type Side,
  terminateEmbargo,
} from '#contract/desk-embargo.ts';
import { embargoOwes } from '#contract/desk-facts.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { embargoOf, type Hand, handOf, REPORTER, record, SYSTEM, stateOf } from './case-state.ts';
import type { CaseChange, CaseRow } from './cases.sql.ts';
import { lockedForCoordinator, lockedForReporter } from './standing.ts';

export const embargoMoveRefused = problem<{ state: string }>(
  'desk/embargo-move-refused',
  409,
  'As the embargo stands now, this cannot be done. Read the case anew and see what is proposed.',
);
export const alreadyPublic = problem(
  'desk/already-public',
  409,
  'This is public already, so no embargo can be agreed on. Go on in the lane for zero days.',
);
export const dateUnusable = problem<{ latest: string }>(
  'desk/date-unusable',
  422,
  'This date has passed, or lies further ahead than an embargo may last. Choose another.',
);
export const evidenceMissing = problem(
  'desk/evidence-missing',
  422,
  'To write something down for the reporter, say where and how they said it.',
);
export const notAttacked = problem(
  'desk/not-attacked',
  409,
  'Only while attacks are known and the embargo is in force is there something to decide here.',
);

const columnsOf = (embargo: Embargo): CaseChange => ({
  embargo_state: embargo.state,
  embargo_until: embargo.until === undefined ? null : new Date(embargo.until),
  proposed_by: embargo.proposal?.by ?? null,
  proposed_until: embargo.proposal ? new Date(embargo.proposal.until) : null,
});

/** `on`: which side it counts for; a coordinator may write down what the reporter said elsewhere. */
interface Said {
  readonly hand: Hand;
  readonly on: Side;
  readonly evidence?: string | undefined;
}

const AS_REPORTER: Said = { hand: REPORTER, on: 'reporter' };

function saidBy(actor: Actor, side: Side = 'desk', evidence?: string): Said {
  if (side === 'reporter' && evidence === undefined) throw evidenceMissing();
  return { hand: handOf(actor), on: side, evidence };
}

async function settle(
  work: Work,
  row: CaseRow,
  { hand, on, evidence }: Said,
  kind: string,
  next: Embargo | undefined,
): Promise<CaseRow> {
  if (next === undefined) throw embargoMoveRefused({ state: row.embargo_state });
  const details = evidence === undefined ? undefined : `As the ${on} said: ${evidence}`;
  return await record(work, row, hand, columnsOf(next), { kind, shown: true, details });
}

async function refuseIfPublic(work: Work, row: CaseRow): Promise<void> {
  if (embargoOwes((await stateOf(work, row)).facts) === 'must-end') throw alreadyPublic();
}

const isUsable = (work: Work, until: Date): boolean =>
  until > work.now && until <= after(work.now, deskLimits.embargoMs);

function requireUsable(work: Work, until: Date): void {
  if (!isUsable(work, until)) throw dateUnusable({ latest: after(work.now, deskLimits.embargoMs).toISOString() });
}

const propose = (row: CaseRow, by: Side, until: Date) => proposeEmbargo(embargoOf(row), { by, until: until.getTime() });

/** The date that came with the report. One that cannot be meant is noted for the desk: no report is lost over it. */
export async function proposeAtReceipt(work: Work, row: CaseRow, until: Date): Promise<void> {
  const next = isUsable(work, until) ? propose(row, 'reporter', until) : undefined;
  const isPublic = embargoOwes((await stateOf(work, row)).facts) === 'must-end';
  if (next && !isPublic) await settle(work, row, AS_REPORTER, 'embargo-proposed', next);
  else await record(work, row, REPORTER, {}, { kind: 'date-unusable', shown: true, details: until.toISOString() });
}

/** The policy's own embargo as the desk's standing proposal, where no side has agreed and nothing is public. */
export async function proposeDefault(work: Work, row: CaseRow): Promise<CaseRow> {
  const { facts, promised } = await stateOf(work, row);
  const until = after(row.received_at, promised.embargoDays * DAY_MS);
  const isOpen = row.embargo_state === 'none' || (row.embargo_state === 'proposed' && row.proposed_by === 'reporter');
  if (!isOpen || until <= work.now || embargoOwes(facts) === 'must-end') return row;
  return await settle(work, row, { hand: SYSTEM, on: 'desk' }, 'embargo-proposed', propose(row, 'desk', until));
}

export async function proposeDate(
  work: Work,
  actor: Actor,
  id: CaseId,
  { until, side, evidence }: { readonly until: Date; readonly side?: Side | undefined; readonly evidence?: string },
): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const said = saidBy(actor, side, evidence);
  await refuseIfPublic(work, row);
  requireUsable(work, until);
  await settle(work, row, said, 'embargo-proposed', propose(row, said.on, until));
}

export async function proposeDateAsReporter(work: Work, id: CaseId, until: Date): Promise<void> {
  const row = await lockedForReporter(work, id);
  await refuseIfPublic(work, row);
  requireUsable(work, until);
  await settle(work, row, AS_REPORTER, 'embargo-proposed', propose(row, 'reporter', until));
}

export async function acceptDate(
  work: Work,
  actor: Actor,
  id: CaseId,
  { side, evidence }: { readonly side?: Side | undefined; readonly evidence?: string } = {},
): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const said = saidBy(actor, side, evidence);
  await refuseIfPublic(work, row);
  await settle(work, row, said, 'embargo-accepted', acceptEmbargo(embargoOf(row), said.on));
}

export async function acceptDateAsReporter(work: Work, id: CaseId): Promise<void> {
  const row = await lockedForReporter(work, id);
  await refuseIfPublic(work, row);
  await settle(work, row, AS_REPORTER, 'embargo-accepted', acceptEmbargo(embargoOf(row), 'reporter'));
}

/** Says no to what is proposed, or takes it back; what was agreed before stays in force. */
export async function rejectDate(
  work: Work,
  actor: Actor,
  id: CaseId,
  { side, evidence }: { readonly side?: Side | undefined; readonly evidence?: string } = {},
): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  await settle(work, row, saidBy(actor, side, evidence), 'embargo-rejected', rejectEmbargo(embargoOf(row)));
}

export async function rejectDateAsReporter(work: Work, id: CaseId): Promise<void> {
  const row = await lockedForReporter(work, id);
  await settle(work, row, AS_REPORTER, 'embargo-rejected', rejectEmbargo(embargoOf(row)));
}

/** A coordinator ends what is in force (T14), for a reason that the desk reads. */
export async function endEmbargo(work: Work, actor: Actor, id: CaseId, reason: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const ended = terminateEmbargo(embargoOf(row));
  if (ended === undefined) throw embargoMoveRefused({ state: row.embargo_state });
  const trace = { kind: 'embargo-ended', shown: true, details: reason };
  await record(work, row, handOf(actor), columnsOf(ended), trace);
}

/** What is public ends the embargo and every proposal of one; for the system, which asks nobody. */
export async function endBecausePublic(work: Work, row: CaseRow): Promise<CaseRow> {
  const embargo = embargoOf(row);
  const ended = terminateEmbargo(embargo) ?? rejectEmbargo(embargo);
  if (ended === undefined) return row;
  const kind = ended.state === 'ended' ? 'embargo-ended' : 'embargo-rejected';
  return await record(work, row, SYSTEM, columnsOf(ended), { kind, shown: true });
}

/** Attacks are known: a coordinator says why the embargo stays all the same. Otherwise it ends within the hour. */
export async function keepDespiteAttacks(work: Work, actor: Actor, id: CaseId, reason: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const { facts } = await stateOf(work, row);
  if (embargoOwes(facts) !== 'should-end' || !isInForce(embargoOf(row))) throw notAttacked();
  const trace = { kind: 'embargo-kept', shown: true, details: reason };
  await record(work, row, handOf(actor), { kept_despite_at: work.now }, trace);
}
