/**
 * How a reporter comes back to its case. The danger: a stranger who guesses, and a page that shows more than the
 * reporter's own. The principle: case number and a passphrase of 140 bits, compared in constant time, wrong ones
 * slowed; what is then open is one case, by the functions that end in `AsReporter` and by nothing else. The boundary:
 * whoever has the passphrase is the reporter.
 */
import { caseName } from '#contract/desk-cases.ts';
import type { TeamId } from '#contract/ids.ts';
import { type Guesses, judged } from '#identity/guessing/guessing.ts';
import { problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { caseOfReporter } from '../cases/cases.ts';
import { numberIn } from './case-number.ts';
import { beginSession } from './reporter-sessions.ts';

export { openLink } from './links.ts';
export { forgetEnded, signOutOfCase } from './reporter-sessions.ts';

/** The same whether there is no such case or the passphrase is another. */
export const reporterUnknown = problem(
  'desk-reporter/unknown',
  403,
  'There is no case with this number and this passphrase. Look at both once more.',
);
export const letterUnreadable = problem(
  'desk-reporter/letter-unreadable',
  422,
  'Write something, in at most 40,000 characters. Files are to be chosen again.',
);

export interface Presented {
  readonly team: TeamId;
  readonly origin: { readonly ip: string };
  readonly case: string;
  readonly passphrase: string;
}

/** Opens the case on this browser; returns the token that it keeps. */
export async function signInToCase(
  units: Units,
  guesses: Guesses,
  { team, origin, case: typed, passphrase }: Presented,
): Promise<string> {
  const number = numberIn(typed);
  const account = `${team} ${number === undefined ? typed : caseName(number)}`;
  const guess = await guesses.begin('passphrase', { origin, account });
  const token = await judged(guess, () =>
    units.open({ team }, async (work) => {
      const id = await caseOfReporter(work, number ?? 0, passphrase);
      return id && (await beginSession(work, team, id));
    }),
  );
  if (token === undefined) throw reporterUnknown();
  await guess.right();
  return token;
}
