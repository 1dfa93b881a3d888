import { MINUTE_MS } from '#platform/clock.ts';
import type { ScheduledJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import { pruneGuesses } from './guessing.sql.ts';

export const guessingJob: ScheduledJob = {
  name: 'guesses-forgotten',
  says: 'Removes wrong tries that are forgotten, and of very many those that tell least.',
  schedule: '*/10 * * * *',
  deadlineMs: MINUTE_MS,
  attemptsMax: 1,
  async run(units) {
    await units.open('deployment', ({ sql, now }) => pruneGuesses(sql, now, limits.guessing.rowsMax));
  },
};
