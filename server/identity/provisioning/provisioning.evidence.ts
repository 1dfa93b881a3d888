import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { everyTeam } from '../teams/teams.ts';
import { hasCredentials, lastSuccess } from './credentials.sql.ts';

/** Of the teams with a directory: how many have heard from it within a day, and when the last call was done. */
export const provisioningEvidence = (clock: Clock): Evidence => ({
  claim: 'provisioning/heard-from',
  says: 'Who leaves the directory of an organisation leaves the team: its directory calls, and its calls are done.',
  staleAfterMs: 2 * DAY_MS,
  check: 'In the settings of the directory, look when it last ran, and compare the list of calls under Sign-in.',
  async measure(units) {
    const now = clock();
    let [all, heard] = [0, 0];
    let last: Date | undefined;
    for await (const { id } of everyTeam(units)) {
      const found = await units.open({ team: id }, async ({ sql }) => ({
        isUsed: await hasCredentials(sql),
        at: await lastSuccess(sql),
      }));
      if (!found.isUsed) continue;
      all += 1;
      if (found.at && now.getTime() - found.at.getTime() < DAY_MS) heard += 1;
      if (found.at && (!last || found.at > last)) last = found.at;
    }
    const lastly = `the last call ${last?.toISOString() ?? 'never came'}`;
    const value = `${heard} of ${all} directories were heard from within a day; ${lastly}`;
    return { at: now, value, kept: heard === all };
  },
});
