/** A case as its machines and clocks see it, and what each change of it leaves: an event, an entry, wound clocks. */
import { caseName } from '#contract/desk-cases.ts';
import { type CaseMoments, type Clock, clocksOf, nextDue } from '#contract/desk-clocks.ts';
import type { Embargo, Side } from '#contract/desk-embargo.ts';
import type { DeskFact } from '#contract/desk-facts.ts';
import { isZeroDay, type Stage, stageOf } from '#contract/desk-stage.ts';
import type { CaseId, MemberId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { type Promised, promisesAt } from '../policy/policy.ts';
import { type CaseChange, type CaseRow, updateCase } from './cases.sql.ts';
import { factsOf, givenAlarms, type PauseRow, pausesOf } from './records.sql.ts';
import { insertEvent, nextEvent } from './thread.sql.ts';

export const caseFull = problem(
  'desk/case-full',
  409,
  'This case holds as much as a case can hold. Close it, and go on in a new one.',
);

declare module '#platform/work.ts' {
  interface Facts {
    /** Something happened in a case; within a unit it may be said several times. */
    'desk-case.changed': { readonly case: CaseId };
  }
}

/** Who does something in a case. The reporter has no account, and the system no name. */
export interface Hand {
  readonly side: Side | 'system';
  readonly member: MemberId | null;
  readonly auditName: string;
}
export const handOf = (actor: Actor): Hand => ({ side: 'desk', member: actor.member, auditName: auditName(actor) });
export const REPORTER: Hand = { side: 'reporter', member: null, auditName: 'nobody' };
export const SYSTEM: Hand = { side: 'system', member: null, auditName: 'system' };

/** The key of the case: what reporter and desk share. */
export const caseKey = (work: Work, id: CaseId): Promise<Compartment> => work.keys.compartment(caseCompartment(id));

export const caseCompartment = (id: CaseId): string => `desk-case:${id}`;

export interface CaseState {
  readonly row: CaseRow;
  /** When it came in. */
  readonly promised: Promised;
  readonly facts: ReadonlySet<DeskFact>;
  readonly fixReadyAt: Date | undefined;
  readonly attackedAt: Date | undefined;
  readonly pauses: readonly PauseRow[];
}

/** The facts and pauses of these cases, read together. */
export async function statesOf(work: Work, rows: readonly CaseRow[]): Promise<CaseState[]> {
  const ids = rows.map(({ id }) => id);
  const facts = Map.groupBy(await factsOf(work.sql, ids), ({ case_id }) => case_id);
  const pauses = Map.groupBy(await pausesOf(work.sql, ids, deskLimits.eventsMax), ({ case_id }) => case_id);
  const promised = await promisesAt(
    work,
    rows.map(({ received_at }) => received_at),
  );
  return rows.map((row, number) => {
    const known = facts.get(row.id) ?? [];
    return {
      row,
      promised: promised[number] as Promised,
      facts: new Set(known.map(({ fact }) => fact)),
      fixReadyAt: known.find(({ fact }) => fact === 'fix-ready')?.at,
      attackedAt: known.find(({ fact }) => fact === 'attacked')?.at,
      pauses: pauses.get(row.id) ?? [],
    };
  });
}

export async function stateOf(work: Work, row: CaseRow): Promise<CaseState> {
  const [state] = await statesOf(work, [row]);
  if (!state) throw new Error('A case has no state.');
  return state;
}

const at = (date: Date | null | undefined): number | undefined => date?.getTime();

export function clocksIn({ row, promised: { promises }, fixReadyAt, pauses }: CaseState, now: Date): Clock[] {
  const moments: CaseMoments = {
    promises,
    receivedAt: row.received_at.getTime(),
    receiptAt: at(row.receipt_at),
    answeredAt: at(row.answered_at),
    judgedAt: at(row.judged_at),
    validAt: at(row.valid_at),
    isAccepted: row.report_state === 'accepted' || (row.report_state === 'closed' && fixReadyAt !== undefined),
    fixReadyAt: at(fixReadyAt),
    updatedAt: at(row.updated_at),
    publishedAt: at(row.published_at),
    retrospectiveAt: at(row.retrospective_at),
    closedAt: at(row.closed_at),
    severity: row.severity === null || row.severity === 'none' ? undefined : row.severity,
    pauses: pauses.map(({ began_at, ended_at }) => ({ from: began_at.getTime(), to: at(ended_at) })),
  };
  return clocksOf(moments, now.getTime());
}

export const isWaiting = ({ pauses }: CaseState): boolean => pauses.some(({ ended_at }) => ended_at === null);

export const embargoOf = (row: CaseRow): Embargo => ({
  state: row.embargo_state,
  until: at(row.embargo_until),
  proposal:
    row.proposed_by && row.proposed_until ? { by: row.proposed_by, until: row.proposed_until.getTime() } : undefined,
});

export const stageIn = ({ row, facts }: CaseState): Stage =>
  stageOf({ report: row.report_state, release: row.release_state, facts, isAnswered: row.answered_at !== null });

export const isInZeroDayLane = ({ row, facts }: CaseState): boolean =>
  row.report_state !== 'closed' && isZeroDay({ facts, release: row.release_state });

interface Trace {
  /** What happened, in the past tense. */
  readonly kind: string;
  /** The reporter sees that it happened. */
  readonly shown: boolean;
  /** For the desk alone: why, or what. */
  readonly details?: string | undefined;
}

/**
 * Writes a change down: the columns, one event on the timeline, and an entry in the team's audit log that says who
 * changed which case and nothing of what. The clocks are wound anew.
 */
export async function record(work: Work, row: CaseRow, hand: Hand, change: CaseChange, trace: Trace): Promise<CaseRow> {
  if (Object.keys(change).length > 0) await updateCase(work.sql, row.id, change);
  const changed: CaseRow = { ...row, ...change };
  const number = await nextEvent(work.sql, row.id);
  if (number > deskLimits.eventsMax) throw caseFull();
  const { kind, shown, details } = trace;
  const sealed = details === undefined ? null : (await caseKey(work, row.id)).seal(row.id, `event ${number}`, details);
  await insertEvent(work.sql, {
    ...{ case_id: row.id, team_id: row.team_id, number, kind, shown, details: sealed, at: work.now },
    ...{ side: hand.side, actor: hand.member },
  });
  work.emit({ kind: 'desk-case.changed', case: row.id });
  work.audit({ kind: 'desk-case.changed', actor: hand.auditName, object: `desk-case:${row.id}` });
  await wind(work, changed);
  return changed;
}

/** Sets when the next promise is due and when the next alarm is to be given. */
export async function wind(work: Work, row: CaseRow): Promise<void> {
  const state = await stateOf(work, row);
  const clocks = clocksIn(state, work.now);
  const given = await givenAlarms(work.sql, row.id);
  const running = clocks.filter(({ state: of }) => of === 'running' || of === 'overdue');
  const alarms = running.flatMap(({ name, alarms: times }) => times.filter((_, n) => !given.has(`${name}/${n}`)));
  const other = [attackedDecisionAt(state)].filter((moment) => moment !== undefined);
  const next = [...alarms, ...other].toSorted((one, other) => one - other)[0];
  const due = nextDue(clocks);
  await updateCase(work.sql, row.id, {
    due_at: due ? new Date(due.dueAt) : null,
    alarm_at: next === undefined || row.report_state === 'closed' ? null : new Date(next),
  });
}

/** Attacks are known and the embargo is in force: when it ends by itself unless somebody says why not. */
export const attackedDecisionAt = ({ row, attackedAt }: CaseState): number | undefined =>
  attackedAt && (row.embargo_state === 'active' || row.embargo_state === 'revising') && row.kept_despite_at === null
    ? after(attackedAt, deskLimits.attackedMs).getTime()
    : undefined;

export const nameOf = ({ number }: Pick<CaseRow, 'number'>): string => caseName(number);
