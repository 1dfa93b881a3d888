import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { countOperators } from './accounts.ts';

/** Counts the accounts that can sign in, and those of them whose second factor counts. */
export const operatorsEvidence = (clock: Clock): Evidence => ({
  claim: 'operators/second-factor',
  says: 'Whoever runs the deployment signs in with a second factor.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database, as its owner: ' +
    'select count(a.operator_id) as with_factor, count(*) as operators from operators o ' +
    "left join operator_authenticators a on a.operator_id = o.id and a.state = 'counts' " +
    'where o.enrolled_at is not null and o.disabled_at is null.',
  async measure(units) {
    const { enrolled, withFactor } = await units.open('deployment', countOperators);
    return { at: clock(), value: `${withFactor} of ${enrolled} operators`, kept: withFactor === enrolled };
  },
});
