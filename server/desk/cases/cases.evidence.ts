import { hoursInWords } from '#contract/desk-policy-words.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { type Clock, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { promisesOf } from '../policy/policy.ts';
import { responseTimes } from './cases.ts';

/** Of each team with at least five answered cases; fewer would tell of single ones. */
export const responseEvidence = (clock: Clock): Evidence => ({
  claim: 'desk/first-human-answer',
  says: 'Whoever reports a weakness has a human answer within the time that the policy of the team promises.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database: the median of answered_at - received_at in desk_cases, of those received in the last ' +
    'year, not imported and not closed as spam, beside firstAnswerHours of the latest policy in desk_policies (48 ' +
    'where there is none). An automatic receipt sets receipt_at, never answered_at.',
  async measure(units) {
    const found: { cases: number; medianMs?: number; promisedHours: number }[] = [];
    for await (const { id: team } of everyTeam(units)) {
      const measured = await units.open({ team }, async (work) => ({
        ...(await responseTimes(work)),
        promisedHours: (await promisesOf(work, work.now)).promises.firstAnswerHours,
      }));
      found.push(measured);
    }
    const measured = found.flatMap(({ medianMs, ...rest }) => (medianMs === undefined ? [] : [{ ...rest, medianMs }]));
    const part = (one: { medianMs: number; promisedHours: number }): number =>
      one.medianMs / (one.promisedHours * HOUR_MS);
    const worst = measured.toSorted((one, other) => part(other) - part(one))[0];
    const value = worst
      ? `${(worst.medianMs / HOUR_MS).toFixed(1)} h in the median of ${worst.cases} cases, ` +
        `where ${hoursInWords(worst.promisedHours)} are promised`
      : 'fewer than five answered cases';
    return { at: clock(), value, kept: !worst || part(worst) <= 1 };
  },
});
