import { FIRST_TOUCH_MS } from '#contract/desk-clocks.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { type Clock, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { responseTimes } from './cases.ts';

/** Of each team with at least five answered cases; fewer would tell of single ones. */
export const responseEvidence = (clock: Clock): Evidence => ({
  claim: 'desk/first-human-answer',
  says: 'Whoever reports a weakness has a human answer within 48 hours.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database: the median of answered_at - received_at in desk_cases, of those received in the last ' +
    'year and not closed as spam. An automatic receipt sets receipt_at, never answered_at.',
  async measure(units) {
    const found: { cases: number; medianMs?: number }[] = [];
    for await (const { id: team } of everyTeam(units)) found.push(await units.open({ team }, responseTimes));
    const measured = found.flatMap(({ cases, medianMs }) => (medianMs === undefined ? [] : [{ cases, medianMs }]));
    const worst = measured.toSorted((one, other) => other.medianMs - one.medianMs)[0];
    const value = worst
      ? `${(worst.medianMs / HOUR_MS).toFixed(1)} h in the median of ${worst.cases} cases`
      : 'fewer than five answered cases';
    return { at: clock(), value, kept: !worst || worst.medianMs <= FIRST_TOUCH_MS };
  },
});
