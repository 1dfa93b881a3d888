/** What happens in a case because of the time: alarms before promises are broken, turns, and the end of an embargo. */
import { dueAlarms, OWNERLESS_MS } from '#contract/desk-clocks.ts';
import { terminateEmbargo } from '#contract/desk-embargo.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { nextCoordinator, rosterOf } from '../roster/roster.ts';
import { lookAfter, tell } from './activity.ts';
import {
  attackedDecisionAt,
  caseCompartment,
  clocksIn,
  embargoOf,
  record,
  SYSTEM,
  stateOf,
  wind,
} from './case-state.ts';
import { type CaseRow, casesWithAlarm, deleteExpired, lockCase, ownerlessCases } from './cases.sql.ts';
import { notesCompartment } from './notes.ts';
import { recordAlarm } from './records.sql.ts';
import { joinPerson } from './standing.ts';

export const casesToAlarm = (work: Work): Promise<CaseId[]> =>
  casesWithAlarm(work.sql, work.now, deskLimits.alarmsPerRunMax);

/** Gives the alarms of one case whose moment has come, each once, to those who look after it. */
export async function giveAlarms(work: Work, id: CaseId): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (!row || row.report_state === 'closed') return;
  const state = await stateOf(work, row);
  let isNew = false;
  for (const { clock, alarm } of dueAlarms(clocksIn(state, work.now), work.now.getTime())) {
    const given = { case_id: id, team_id: row.team_id, clock: clock.name, alarm, given_at: work.now };
    isNew = (await recordAlarm(work.sql, given)) || isNew;
  }
  const decisionAt = attackedDecisionAt(state);
  if (decisionAt !== undefined && decisionAt <= work.now.getTime()) {
    await endBecauseAttacked(work, row);
    isNew = true;
  } else {
    await wind(work, row);
  }
  if (!isNew) return;
  work.audit({ kind: 'desk-case.alarmed', actor: 'system', object: `desk-case:${id}` });
  tell(work, id, [...(await lookAfter(work, row)), ...(await rosterOf(work, 'coordinator'))]);
}

/** An hour has passed since attacks became known, and nobody said why the embargo should stay. */
async function endBecauseAttacked(work: Work, row: CaseRow): Promise<void> {
  const ended = terminateEmbargo(embargoOf(row));
  if (!ended) throw new Error('An embargo that is in force can be ended.');
  const change = { embargo_state: ended.state, proposed_by: null, proposed_until: null };
  await record(work, row, SYSTEM, change, { kind: 'embargo-ended', shown: true });
}

export const casesWithoutOwner = (work: Work): Promise<CaseId[]> =>
  ownerlessCases(work.sql, new Date(work.now.getTime() - OWNERLESS_MS), deskLimits.alarmsPerRunMax);

const BY_TURN = 'It belonged to nobody for three days, and it is your turn.';

/** Gives one case that belonged to nobody for three days to the coordinator whose turn it is. */
export async function assignByTurn(work: Work, id: CaseId): Promise<void> {
  const row = await lockCase(work.sql, id);
  const desk = await rosterOf(work, 'coordinator');
  if (!row || row.report_state === 'closed' || (row.coordinator_id && desk.includes(row.coordinator_id))) return;
  const coordinator = await nextCoordinator(work);
  if (!coordinator) return;
  await joinPerson(work, row, undefined, { member: coordinator, part: 'coordinator', reason: BY_TURN });
  await record(work, row, SYSTEM, { coordinator_id: coordinator }, { kind: 'case-assigned', shown: true });
  tell(work, id, [coordinator]);
}

/** What is kept no longer goes, and its keys with it: copies of it elsewhere open no more. Returns how many. */
export async function expireCases(work: Work): Promise<number> {
  const gone = await deleteExpired(work.sql, work.now, deskLimits.expiredAtOnceMax);
  for (const id of gone) {
    await work.keys.destroy(caseCompartment(id));
    await work.keys.destroy(notesCompartment(id));
  }
  return gone.length;
}
