import type { TokenId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, ScheduledJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import type { MailingMeans } from '../mailed-links/mailed-links.ts';
import { everyTeam } from '../teams/teams.ts';
import { letterOfEnding, tellEnding } from './ending.ts';

const ends: ScheduledJob = {
  name: 'api-token-ends',
  says: 'States which API tokens end soon.',
  schedule: '*/15 * * * *',
  deadlineMs: 5 * MINUTE_MS,
  attemptsMax: 1,
  async run(units, signal) {
    for await (const { id: team } of everyTeam(units)) {
      for (let done = 0; done < limits.apiTokens.warnedUnitsPerRunMax; done++) {
        signal.throwIfAborted();
        if (!(await units.open({ team }, tellEnding))) break;
      }
    }
  },
};

/** Sends outside of a unit: a process that dies right after sending sends once more. */
const letters = ({ mailer, url }: MailingMeans): FactJob<'token.ending', { token: TokenId }> => ({
  name: 'mail-api-token-ends',
  says: 'Mails to who looks after an API token that it ends soon.',
  onFact: 'token.ending',
  ids: ({ token }) => ({ token }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, { token }) {
    const mail = await units.open({ team }, (work) => letterOfEnding(work, token, url()));
    if (mail) await mailer.send(mail);
  },
});

export const apiTokenJobs = (means: MailingMeans) => [ends, letters(means)] as const;
