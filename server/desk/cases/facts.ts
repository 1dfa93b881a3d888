/** What is known of a weakness in the world: stated once, with evidence, and never taken back. */
import { alsoTrue, type DeskFact, embargoOwes, missingBefore } from '#contract/desk-facts.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { rosterOf } from '../roster/roster.ts';
import { lookAfter, tell } from './activity.ts';
import { caseKey, type Hand, handOf, isInZeroDayLane, REPORTER, record, stateOf } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import { endBecausePublic } from './embargo.ts';
import { insertFact } from './records.sql.ts';
import { coordinatorsOnly, lockedForReporter, lockedInside } from './standing.ts';

export const factKnown = problem(
  'desk/fact-known',
  409,
  'This is known already, with its evidence; a fact is stated once and stays.',
);
export const factTooSoon = problem<{ missing: string }>(
  'desk/fact-too-soon',
  409,
  'Something else must be true before this can be. State that first.',
);
export const fixNotStated = problem(
  'desk/fix-not-stated',
  409,
  'That a fix is ready follows from its patches, tests and the retest. It cannot be stated alone.',
);

/** Anybody in the case says what happens outside; of the fix itself a coordinator speaks. */
export async function stateFact(work: Work, actor: Actor, id: CaseId, fact: DeskFact, evidence: string): Promise<void> {
  const { row, part } = await lockedInside(work, actor, id);
  if (fact === 'fix-ready') throw fixNotStated();
  if ((fact === 'fix-deployed' || fact === 'aware') && part !== 'coordinator') throw coordinatorsOnly();
  await addFact(work, row, handOf(actor), fact, evidence);
}

/** The reporter says that it is public, or attacked. */
export async function stateFactAsReporter(
  work: Work,
  id: CaseId,
  fact: 'public' | 'exploit-public' | 'attacked',
  evidence: string,
): Promise<void> {
  await addFact(work, await lockedForReporter(work, id), REPORTER, fact, evidence);
}

/**
 * Adds a fact to a case that is held, and draws its consequences: what is public ends the embargo at once, and with the
 * first fact of that kind the case goes into the lane for zero days, of which those who decide are told.
 */
export async function addFact(
  work: Work,
  row: CaseRow,
  hand: Hand,
  fact: DeskFact,
  evidence: string,
): Promise<CaseRow> {
  const before = await stateOf(work, row);
  if (before.facts.has(fact)) throw factKnown();
  const missing = missingBefore(before.facts, fact);
  if (missing !== undefined) throw factTooSoon({ missing });
  const key = await caseKey(work, row.id);
  let now = row;
  for (const one of alsoTrue(fact).filter((each) => !before.facts.has(each))) {
    await insertFact(work.sql, {
      ...{ case_id: row.id, team_id: row.team_id, fact: one, side: hand.side, stated_by: hand.member, at: work.now },
      evidence: key.seal(row.id, `fact ${one}`, evidence),
    });
    now = await record(work, now, hand, {}, { kind: `fact-${one}`, shown: true });
  }
  const after = await stateOf(work, now);
  if (embargoOwes(after.facts) === 'must-end') now = await endBecausePublic(work, now);
  if (isInZeroDayLane(after) && !isInZeroDayLane(before)) {
    tell(work, row.id, [...(await lookAfter(work, now)), ...(await rosterOf(work, 'coordinator'))]);
  }
  return now;
}
