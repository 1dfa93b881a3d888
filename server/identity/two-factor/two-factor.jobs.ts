import type { MemberId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import type { MailingMeans } from '../mailed-links/mailed-links.ts';
import { everyTeam } from '../teams/teams.ts';
import { enforceNext, reminderFor, remindNext } from './deadline.ts';

const deadlines: ScheduledJob = {
  name: 'two-factor-deadlines',
  says: 'Ends the streams of those who owe a second factor since a deadline, and states whom to remind of one.',
  schedule: '* * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for await (const { id: team } of everyTeam(units)) {
      for (const next of [enforceNext, remindNext]) {
        for (let done = 0; done < limits.twoFactorPolicy.unitsPerRunMax; done++) {
          signal.throwIfAborted();
          if (!(await units.open({ team }, next))) break;
        }
      }
    }
  },
};

/** Sends outside of a unit: a process that dies right after sending sends once more. */
const reminders = ({ mailer, url }: MailingMeans): FactJob<'second-factor.reminder-due', { member: MemberId }> => ({
  name: 'mail-two-factor-reminder',
  says: 'Mails to a member without a second factor that the team asks for one soon.',
  onFact: 'second-factor.reminder-due',
  ids: ({ member }) => ({ member }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { member }) {
    const mail = await units.open({ team }, (work) => reminderFor(work, member, url()));
    if (mail) await mailer.send(mail);
  },
});

export const twoFactorJobs = (means: MailingMeans) => [deadlines, reminders(means)];
