import type { CaseId, MemberId } from '#contract/ids.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import {
  assignByTurn,
  casesToAlarm,
  casesWithoutOwner,
  giveAlarms,
  mailOfActivity,
  teamsToAlarm,
  tellWays,
} from './cases.ts';

const alarms: ScheduledJob = {
  name: 'desk-alarms',
  says: 'Tells those who look after a case before a promise is broken.',
  schedule: '* * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for (const team of await units.open('deployment', teamsToAlarm)) {
      for (const id of await units.open({ team }, casesToAlarm)) {
        signal.throwIfAborted();
        await units.open({ team }, (work) => giveAlarms(work, id));
      }
    }
  },
};

const turns: ScheduledJob = {
  name: 'desk-turns',
  says: 'Gives cases that belong to nobody to the coordinators by turn.',
  schedule: '*/15 * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for await (const { id: team } of everyTeam(units)) {
      for (const id of await units.open({ team }, casesWithoutOwner)) {
        signal.throwIfAborted();
        await units.open({ team }, (work) => assignByTurn(work, id));
      }
    }
  },
};

/** Sends outside of a unit: a process that dies right after sending sends once more. */
const mails = (
  mailer: Mailer,
  url: () => string,
): FactJob<'desk-case.activity', { case: CaseId; member: MemberId }> => ({
  name: 'mail-desk-activity',
  says: 'Mails to who looks after a case that something happens in it, and not what.',
  onFact: 'desk-case.activity',
  ids: ({ case: id, member }) => ({ case: id, member }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { case: id, member }) {
    const mail = await units.open({ team }, (work) => mailOfActivity(work, id, member, url()));
    if (mail) await mailer.send(mail);
  },
});

const ways = (url: () => string): FactJob<'desk-case.answered', { case: CaseId }> => ({
  name: 'desk-tell-ways',
  says: 'Tells a reporter whom a person has answered the key, the policy and the proposed time of silence.',
  onFact: 'desk-case.answered',
  ids: ({ case: id }) => ({ case: id }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  run: (units, team, { case: id }) => units.open({ team }, (work) => tellWays(work, id, url())),
});

export const caseJobs = ({ mailer, url }: { readonly mailer: Mailer; readonly url: () => string }) =>
  [alarms, turns, mails(mailer, url), ways(url)] as const;
