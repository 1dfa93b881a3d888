/**
 * How a reporter comes back to its case. The danger: a stranger who guesses, and a page that shows more than the
 * reporter's own. The principle: case number and a passphrase of 140 bits, compared in constant time, wrong ones
 * slowed; what is then open is one case, by the functions that end in `AsReporter` and by nothing else. The boundary:
 * whoever has the passphrase is the reporter.
 */
import { caseName } from '#contract/desk-cases.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { type Guesses, judged } from '#identity/guessing/guessing.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { caseOfReporter } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { deleteEnded, deleteSession, insertSession, sessionCase } from './reporter.sql.ts';

/** The same whether there is no such case or the passphrase is another. */
export const reporterUnknown = problem(
  'desk-reporter/unknown',
  403,
  'There is no case with this number and this passphrase. Look at both once more.',
);
export const reporterSignedOut = problem(
  'desk-reporter/signed-out',
  401,
  'You are not signed in to a case any more. Nothing was done; sign in again.',
);

export const letterUnreadable = problem(
  'desk-reporter/letter-unreadable',
  422,
  'Write something, in at most 40,000 characters. Files are to be chosen again.',
);

const TOKEN_BYTES = 32;

/** `DESK-0147`, `desk 147`, `147`. */
function numberIn(typed: string): number | undefined {
  const digits = /^\s*(?:desk)?[\s-]*(\d{1,9})\s*$/i.exec(typed)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

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

async function beginSession(work: Work, team: TeamId, id: CaseId): Promise<string> {
  const token = work.random.bytes(TOKEN_BYTES).toString('base64url');
  const ends_at = after(work.now, deskLimits.reporterSessionMs);
  await insertSession(work.sql, { digest: digestOf(token), team_id: team, case_id: id, ends_at });
  work.audit({ kind: 'desk-case.reporter-came-back', actor: 'nobody', object: `desk-case:${id}` });
  return token;
}

/** The case that this browser is signed in to; refuses with `reporterSignedOut`. */
export async function caseOfToken(work: Work, token: string | undefined): Promise<CaseId> {
  const session = token === undefined ? undefined : await sessionCase(work.sql, digestOf(token), work.now);
  if (!session) throw reporterSignedOut();
  return session.case_id;
}

export async function signOutOfCase(work: Work, token: string | undefined): Promise<void> {
  const id = await caseOfToken(work, token);
  await deleteSession(work.sql, digestOf(token ?? ''));
  work.audit({ kind: 'desk-case.reporter-left', actor: 'nobody', object: `desk-case:${id}` });
}

export const forgetEnded = (work: Work): Promise<number> => deleteEnded(work.sql, work.now);
