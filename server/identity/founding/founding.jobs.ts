import { MINUTE_MS } from '#platform/clock.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import { recordFoundings } from './found.ts';

export const foundingJobs: ScheduledJob[] = [
  {
    name: 'record-foundings',
    says: 'Enters teams into the deployment’s audit log whose maker was stopped before it did.',
    schedule: '*/5 * * * *',
    deadlineMs: MINUTE_MS,
    attemptsMax: 3,
    run: (units) => recordFoundings(units),
  },
];
