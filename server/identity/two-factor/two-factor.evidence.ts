import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { everyTeam } from '../teams/teams.ts';
import { coverage } from './policy.sql.ts';

/** Counts the open accounts of people, and those of owners and admins: all, and those with a second factor. */
export const twoFactorEvidence = (clock: Clock): Evidence => ({
  claim: 'two-factor/coverage',
  says: 'Whoever runs a team signs in with a second factor.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database: select role, count(*), count(second_factor_since) from members ' +
    "where role <> 'bot' and deactivated_at is null group by 1.",
  async measure(units) {
    let [people, withFactor, leaders, leadersWithFactor] = [0, 0, 0, 0];
    for await (const { id } of everyTeam(units)) {
      const counted = await units.open({ team: id }, ({ sql }) => coverage(sql));
      people += counted.people;
      withFactor += counted.people - counted.lacking;
      leaders += counted.leaders;
      leadersWithFactor += counted.leaders - counted.lackingLeaders;
    }
    const value = `${leadersWithFactor} of ${leaders} owners and admins, ${withFactor} of ${people} people`;
    return { at: clock(), value, kept: leadersWithFactor === leaders };
  },
});
