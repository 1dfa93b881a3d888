import { problem } from '#platform/problem.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import type { Guesses } from '../guessing/guessing.ts';

export const tooManyDepartures = problem<{ retryAfterSeconds: number }>(
  'sso/too-many',
  429,
  'Too many sign-ins were begun from this network. Nothing was changed; try again later.',
);

/** Refuses with `tooManyDepartures` what one network asks too often. */
export const judgeNetwork =
  (guesses: Guesses) =>
  async (origin: CallOrigin): Promise<void> =>
    void (await guesses.begin('departure', { origin }, { refusal: tooManyDepartures }));
