import type { MailId, MemberId } from '#contract/ids.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { fileReceived, mailOfWaiting, type ReadingMeans, tellWaiting } from './mail-intake.ts';

type Means = Omit<ReadingMeans, 'units'> & { readonly mailer: Mailer; readonly url: () => string };

const waits: ScheduledJob = {
  name: 'desk-mails-wait',
  says: 'Finds mails to security desks that wait for a decision for more than a day.',
  schedule: '23 * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for await (const { id: team } of everyTeam(units)) {
      signal.throwIfAborted();
      await units.open({ team }, tellWaiting);
    }
  },
};

/** Sends outside of a unit: a process that dies right after sending sends once more. */
const tells = ({ mailer, url }: Means): FactJob<'desk-mails.waiting', { member: MemberId }> => ({
  name: 'mail-desk-mails-wait',
  says: 'Mails to who works at a security desk that mails wait there.',
  onFact: 'desk-mails.waiting',
  ids: ({ member }) => ({ member }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { member }) {
    const mail = await units.open({ team }, (work) => mailOfWaiting(work, team, member, url()));
    if (mail) await mailer.send(mail);
  },
});

/** One at a time: taking a mail apart takes as much memory as the bounds allow. */
const reads = (means: Means): FactJob<'desk-mail.received', { mail: MailId }> => ({
  name: 'desk-read-mail',
  says: 'Reads a mail that came to a security desk, and files it or holds it for a person.',
  onFact: 'desk-mail.received',
  ids: ({ mail }) => ({ mail }),
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 8,
  run: (units, team, { mail }) => fileReceived({ units, ...means }, team, mail),
});

export const mailIntakeJobs = (means: Means) => [reads(means), waits, tells(means)] as const;
