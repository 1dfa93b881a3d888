import type { MemberId, TeamId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { dueMail, mailed, mailLater, membersWithDueMail, teamsWithDueMail } from './mail-notices.ts';

/** `url`: the address that people type. */
export const mailNoticesJob = (mailer: Mailer, url: () => string): ScheduledJob => ({
  name: 'mail-notices',
  says: 'Mails to members what has waited for them without being read.',
  schedule: '* * * * *',
  deadlineMs: 10 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for (const team of await units.open('deployment', teamsWithDueMail)) {
      for (const member of await units.open({ team }, membersWithDueMail)) {
        signal.throwIfAborted();
        await mailMember(units, mailer, url(), team, member);
      }
    }
  },
});

/** Sends between two units: a process that dies right after sending sends once more. */
async function mailMember(units: Units, mailer: Mailer, url: string, team: TeamId, member: MemberId): Promise<void> {
  const due = await units.open({ team }, (work) => dueMail(work, team, member, url));
  if (!due) return;
  try {
    await mailer.send(due.mail);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // The mailer has logged why.
    await units.open({ team }, (work) => mailLater(work, member));
    return;
  }
  await units.open({ team }, (work) => mailed(work, member, due.until));
}
