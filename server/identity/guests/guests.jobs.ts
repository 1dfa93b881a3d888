import { MINUTE_MS } from '#platform/clock.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import { everyTeam } from '../teams/teams.ts';
import { closeExpired, tellExpiring } from './guests.ts';

export const guestJobs: ScheduledJob[] = [
  {
    name: 'guest-expiry',
    says: 'Closes the accounts of guests whose time has come, and states which end soon.',
    schedule: '*/5 * * * *',
    deadlineMs: 4 * MINUTE_MS,
    attemptsMax: 3,
    async run(units, signal) {
      for await (const { id: team } of everyTeam(units)) {
        // One account to a unit: what hangs on it ends with it. Who is left is the next run's.
        for (let closed = 0; closed < limits.guests.closedPerRunMax; closed++) {
          signal.throwIfAborted();
          if (!(await units.open({ team }, closeExpired))) break;
        }
        await units.open({ team }, tellExpiring);
      }
    },
  },
];
