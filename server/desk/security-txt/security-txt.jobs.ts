import type { MemberId } from '#contract/ids.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { alarmOfEnding, letterOfAlarm, renewSecurityText } from './security-txt.ts';

/** The desk that cannot have its text anew keeps no other one from it; then the job fails, so that it is seen. */
const renewal = (url: () => string): ScheduledJob => ({
  name: 'desk-security-texts',
  says: 'Writes and signs each security.txt anew long before its end, and states which ones could not be.',
  schedule: '23 * * * *',
  deadlineMs: 10 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    const faults: unknown[] = [];
    for await (const { id: team } of everyTeam(units)) {
      signal.throwIfAborted();
      await renewSecurityText(units, team, url()).catch((fault: unknown) => faults.push(fault));
      await units.open({ team }, alarmOfEnding);
    }
    if (faults.length > 0) throw new AggregateError(faults, 'A security.txt could not be written.');
  },
});

const atOnce = (url: () => string): FactJob<'desk.changed', object> => ({
  name: 'desk-security-text',
  says: 'Writes the security.txt of a desk anew whose key or policy changed.',
  onFact: 'desk.changed',
  ids: () => ({}),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team) {
    await renewSecurityText(units, team, url());
  },
});

const letters = (mailer: Mailer, url: () => string): FactJob<'desk-security-text.ending', { member: MemberId }> => ({
  name: 'mail-desk-security-text-ends',
  says: 'Mails to an owner or admin that the security.txt could not be renewed.',
  onFact: 'desk-security-text.ending',
  ids: ({ member }) => ({ member }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { member }) {
    const mail = await units.open({ team }, (work) => letterOfAlarm(work, team, member, url()));
    if (mail) await mailer.send(mail);
  },
});

export const securityTextJobs = (mailer: Mailer, url: () => string) =>
  [renewal(url), atOnce(url), letters(mailer, url)] as const;
