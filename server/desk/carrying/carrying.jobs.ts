import type { CaseId, TeamId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { type CarryingMeans, carryLetter, mailLink, type Wanted } from './carrying.ts';
import { carryNotice, type NoticeMeans } from './notices.ts';

const bounds = { deadlineMs: 3 * MINUTE_MS, attemptsMax: 8 } as const;

type Means = Omit<CarryingMeans & NoticeMeans, 'units'>;

/** Each does nothing where its reporter is not one of its own. */
async function carry(means: CarryingMeans & NoticeMeans, team: TeamId, wanted: Wanted): Promise<void> {
  await carryLetter(means, team, wanted);
  await carryNotice(means, team, wanted);
}

const letters = (means: Means): FactJob<'desk-letter.written', { case: CaseId; number: number }> => ({
  ...bounds,
  name: 'mail-desk-letter',
  says: 'Carries a letter of the desk to its reporter by mail, or word of it.',
  onFact: 'desk-letter.written',
  ids: ({ case: id, number }) => ({ case: id, number }),
  run: (units, team, { case: id, number }) => carry({ units, ...means }, team, { case: id, letter: number }),
});

const again = (means: Means): FactJob<'desk-letter.wanted', { case: CaseId; number: number; after: number }> => ({
  ...bounds,
  name: 'mail-desk-letter-again',
  says: 'Carries a letter of the desk once more, because somebody there wants it.',
  onFact: 'desk-letter.wanted',
  ids: ({ case: id, number, after }) => ({ case: id, number, after }),
  // Whatever comes of it, a person decides about the next time.
  attemptsMax: 1,
  run: (units, team, { case: id, number, after }) =>
    carry({ units, ...means }, team, { case: id, letter: number, after }),
});

const links = (means: Means): FactJob<'desk-link.asked', { case: CaseId }> => ({
  ...bounds,
  name: 'mail-desk-link',
  says: 'Mails a reporter a link into the case, as asked for on its page.',
  onFact: 'desk-link.asked',
  ids: ({ case: id }) => ({ case: id }),
  run: (units, team, { case: id }) => mailLink({ units, ...means }, team, id),
});

export const carryingJobs = (means: Means) => [letters(means), again(means), links(means)] as const;
