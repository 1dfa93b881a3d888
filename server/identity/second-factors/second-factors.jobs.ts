import { MINUTE_MS } from '#platform/clock.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { everyTeam } from '../teams/teams.ts';
import { carryOutNext } from './resets.ts';

export const secondFactorJobs = ({ mailer }: MailingMeans): ScheduledJob[] => [
  {
    name: 'second-factor-resets',
    says: 'Removes the second factors whose reset an admin asked for a day ago and nobody stopped.',
    schedule: '*/5 * * * *',
    deadlineMs: 4 * MINUTE_MS,
    attemptsMax: 3,
    async run(units, signal) {
      for await (const { id: team } of everyTeam(units)) {
        for (let done = 0; done < limits.secondFactors.resetsPerRunMax; done++) {
          signal.throwIfAborted();
          const reset = await units.open({ team }, carryOutNext);
          if (!reset) break;
          if (reset.news) await sendMail(mailer, reset.news);
        }
      }
    },
  },
];
