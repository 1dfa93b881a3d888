/**
 * What a passkey is asked to sign. Random, kept as a hash, good for one purpose in one browser, for minutes, and used
 * up by the first answer that is right; one that is refused uses nothing up, so nobody can spoil another's sign-in.
 */

import type { SessionId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import {
  challengeByHash,
  deleteChallenge,
  expireSomeChallenges,
  insertChallenge,
  type Purpose,
} from './passkeys.sql.ts';

/** For what, and in which browser. */
export interface Asked {
  readonly purpose: Purpose;
  readonly browser: Buffer;
}

const CHALLENGE_BYTES = 32;
const BROWSER_BYTES = 32;

/** The browser of a signed-in device. */
export const browserOfSession = (session: SessionId): Buffer => digestOf(`session ${session}`);
/** One in which nobody is signed in yet, by the secret that it keeps. */
export const browserOfSecret = (secret: string): Buffer => digestOf(`browser ${secret}`);

export const newBrowserSecret = (work: Pick<Work, 'random'>): string =>
  work.random.bytes(BROWSER_BYTES).toString('base64url');
export const newChallenge = (work: Pick<Work, 'random'>): string =>
  work.random.bytes(CHALLENGE_BYTES).toString('base64url');

/**
 * Anybody may have challenges opened, so each one takes a few away that are long over: there are never many more than
 * were opened in the last minutes. One that is only just over stays, so that its answer can be told to be late.
 */
export async function openChallenge(work: Work, team: TeamId, { purpose, browser }: Asked): Promise<string> {
  const challenge = newChallenge(work);
  const { challengeMs, expiredAtOnce } = limits.passkeys;
  await expireSomeChallenges(work.sql, after(work.now, -challengeMs), expiredAtOnce);
  await insertChallenge(work.sql, {
    ...{ challenge_hash: digestOf(challenge), team_id: team, purpose, browser_hash: browser },
    expires_at: after(work.now, challengeMs),
  });
  return challenge;
}

/** Why this challenge counts for nothing here; undefined when it counts. */
export async function faultOfChallenge(
  work: Work,
  challenge: string,
  { purpose, browser }: Asked,
): Promise<'replayed' | 'other-browser' | 'expired' | undefined> {
  const row = await challengeByHash(work.sql, digestOf(challenge));
  if (!row) return 'replayed';
  if (row.purpose !== purpose || !row.browser_hash.equals(browser)) return 'other-browser';
  return row.expires_at <= work.now ? 'expired' : undefined;
}

/** Of several who bring the same answer at once, one gets true. */
export const takeChallenge = (work: Work, challenge: string): Promise<boolean> =>
  deleteChallenge(work.sql, digestOf(challenge));
