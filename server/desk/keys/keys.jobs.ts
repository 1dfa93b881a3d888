import type { MemberId } from '#contract/ids.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { letterOfEnding, tellEnding } from './keys.ts';

const ends: ScheduledJob = {
  name: 'desk-key-ends',
  says: 'States which keys of security desks expire soon.',
  schedule: '11 * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for await (const { id: team } of everyTeam(units)) {
      signal.throwIfAborted();
      await units.open({ team }, tellEnding);
    }
  },
};

/** Sends outside of a unit: a process that dies right after sending sends once more. */
const letters = (mailer: Mailer, url: () => string): FactJob<'desk-key.ending', { member: MemberId; key: string }> => ({
  name: 'mail-desk-key-ends',
  says: 'Mails to an owner or admin that the key of the security desk expires soon.',
  onFact: 'desk-key.ending',
  ids: ({ member, key }) => ({ member, key }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, of) {
    const mail = await units.open({ team }, (work) => letterOfEnding(work, of, url()));
    if (mail) await mailer.send(mail);
  },
});

export const deskKeyJobs = (mailer: Mailer, url: () => string) => [ends, letters(mailer, url)] as const;
