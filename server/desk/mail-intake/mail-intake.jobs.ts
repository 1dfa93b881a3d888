import type { MailId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { fileReceived, type ReadingMeans } from './mail-intake.ts';

/** One at a time: taking a mail apart takes as much memory as the bounds allow. */
export const mailIntakeJobs = (
  means: Omit<ReadingMeans, 'units'>,
): readonly FactJob<'desk-mail.received', { mail: MailId }>[] => [
  {
    name: 'desk-read-mail',
    says: 'Reads a mail that came to a security desk, and files it or holds it for a person.',
    onFact: 'desk-mail.received',
    ids: ({ mail }) => ({ mail }),
    deadlineMs: 5 * MINUTE_MS,
    attemptsMax: 8,
    run: (units, team, { mail }) => fileReceived({ units, ...means }, team, mail),
  },
];
