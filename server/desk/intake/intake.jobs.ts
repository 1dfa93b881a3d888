import type { CaseId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { readReport } from './intake.ts';

/** One at a time: opening a message takes as much memory as the bounds allow. */
export const intakeJobs: readonly FactJob<'desk-report.received', { case: CaseId }>[] = [
  {
    name: 'desk-read-report',
    says: 'Reads a report that came in, and adds what it says to its case.',
    onFact: 'desk-report.received',
    ids: ({ case: id }) => ({ case: id }),
    deadlineMs: 5 * MINUTE_MS,
    attemptsMax: 8,
    run: (units, team, { case: id }) => readReport(units, team, id),
  },
];
