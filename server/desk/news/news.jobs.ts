import type { CaseId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { tellOfCase } from './news.ts';

/** In a job, so that a deed waits for nobody's window, and several changes of one case become one. */
const caseChanged: FactJob<'desk-case.changed', { case: CaseId }> = {
  name: 'desk-tell-windows',
  says: 'Tells the windows of who works at the desk that a case has changed.',
  onFact: 'desk-case.changed',
  ids: ({ case: id }) => ({ case: id }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 2,
  run: (units, team, { case: id }) => units.open({ team }, (work) => tellOfCase(work, id)),
};

export const newsJobs = [caseChanged] as const;
