/**
 * Asking for a new password without being signed in. The danger: an answer, or its time, that tells which accounts
 * there are, and a way to fill somebody's mailbox. The principle: the answer is given before anything is looked up, the
 * work comes after it, and it is bounded by address, team and network. The boundary: work that a stop of the server
 * cuts off is not taken up again; whoever got no mail asks again.
 */
import { type Clock, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { problem } from '#platform/problem.ts';
import { createThrottle, type Throttle } from '#platform/throttle.ts';
import type { Units } from '#platform/work.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { findByEmail, foldEmail, lockedMember } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { findTeam } from '../teams/teams.ts';
import { mailReset, openReset, type SendingMeans } from './sending.ts';

export const resetsTooMany = problem<{ retryAfterSeconds: number }>(
  'password-resets/too-many',
  429,
  'Too many new passwords were asked for from this network. Nothing was sent; try again later.',
);

/** Who asked, in the audit log: nobody who is known. */
const VISITOR = 'visitor';

export interface ResetRequests {
  /** Takes the wish and returns at once; only the mailbox shows whether a mail went out. Throws `resetsTooMany`. */
  ask(given: { readonly team: string; readonly email: string }, origin: CallOrigin): void;
  /** Resolves when everything that was asked for so far is done. */
  settled(): Promise<void>;
}

export function createResetRequests(
  units: Units,
  means: SendingMeans & { readonly clock: Clock; readonly log: Log },
): ResetRequests {
  const { perAddress, perTeam, perNetwork, waitingMax } = limits.passwordResets;
  const [ofAddress, ofTeam, ofNetwork] = [perAddress, perTeam, perNetwork].map((bound) =>
    createThrottle(bound, means.clock),
  ) as [Throttle, Throttle, Throttle];
  const underway = new Set<Promise<void>>();
  return {
    ask({ team, email }, origin) {
      const leftMs = ofNetwork.take(networkOf(origin));
      if (leftMs > 0) throw resetsTooMany({ retryAfterSeconds: Math.ceil(leftMs / SECOND_MS) });
      const tooMany = ofAddress.take(`${team} ${foldEmail(email)}`) > 0 || ofTeam.take(team) > 0;
      if (tooMany || underway.size >= waitingMax) return;
      const sent = send(units, means, team, email)
        .catch((error: unknown) => means.log.error({ err: error }, 'A link to a new password could not be sent'))
        .finally(() => underway.delete(sent));
      underway.add(sent);
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

async function send(units: Units, means: SendingMeans, slug: string, email: string): Promise<void> {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  if (!team) return;
  const letter = await units.open({ team: team.id }, async (work) => {
    const account = await findByEmail(work, email);
    const member = account && (await lockedMember(work, account.id));
    return member && (await openReset(work, member, VISITOR));
  });
  if (letter) await mailReset(means, letter);
}
