/**
 * Browsers in which a reporter is in a case: by a random token, which the browser keeps and the server has a digest of.
 */
import type { CaseId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { deleteEnded, deleteEndedLinks, deleteSession, insertSession, sessionCase } from './reporter.sql.ts';

export const reporterSignedOut = problem(
  'desk-reporter/signed-out',
  401,
  'You are not signed in to a case any more. Nothing was done; sign in again.',
);

const TOKEN_BYTES = 32;

export async function beginSession(work: Work, team: TeamId, id: CaseId): Promise<string> {
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

export const forgetEnded = async (work: Work): Promise<number> =>
  (await deleteEnded(work.sql, work.now)) + (await deleteEndedLinks(work.sql, work.now));
