/**
 * Asking for a link by mail without being signed in. The danger: an answer, or its time, that tells which teams and
 * accounts there are; a way to fill somebody's mailbox; many who ask at once and take the database away from those who
 * work. The principle: the answer is given before anything is looked up, which happens for one after the other and is
 * bounded by address and team on all nodes together (`guessing`), and by network on each. The boundary: what a stop of
 * the server cuts off is not taken up again, because whoever reads a queue could use the link; whoever got no mail asks
 * again.
 */

import { createAfterwards } from '#platform/afterwards.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Mail, Mailer } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import { createThrottle, retryAfter } from '#platform/throttle.ts';
import { createTurnstile } from '#platform/turnstile.ts';
import type { Units, Work } from '#platform/work.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { type Guesser, type Guesses, guessTooSoon, isRefusal } from '../guessing/guessing.ts';
import { foldEmail } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { findTeam, type TeamRow } from '../teams/teams.ts';
import { sendMail } from './letter.ts';

export const tooManyRequests = problem<{ retryAfterSeconds: number }>(
  'mailed-links/too-many',
  429,
  'Too many mails were asked for from this network. Nothing was sent; try again later.',
);
export const requestsBusy = problem(
  'mailed-links/busy',
  503,
  'Too many people ask for a mail at this moment. Nothing was sent; try again shortly.',
);

export interface MailRequest {
  /** The address of the team, whether or not there is one. */
  readonly team: string;
  readonly email: string;
}

/** What the mailbox is told, in a unit of the team; undefined: nothing. */
export type WriteLetter = (work: Work, team: TeamRow, email: string) => Promise<Mail | undefined>;

export interface MailRequests {
  /** Takes the wish and returns at once, whoever asks. Throws `tooManyRequests` or `requestsBusy`. */
  ask(request: MailRequest, origin: CallOrigin): void;
  /** Resolves when everything that was asked for so far is done. */
  settled(): Promise<void>;
}

export interface RequestMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailer: Mailer;
  readonly guesses: Guesses;
}

/** `about`: what they are for, by which they are counted. */
export function createMailRequests(
  { units, clock, log, mailer, guesses }: RequestMeans,
  about: string,
  write: WriteLetter,
): MailRequests {
  const { perNetwork, waitingMax } = limits.mailRequests;
  const ofNetwork = createThrottle(perNetwork, clock);
  const oneByOne = createTurnstile(1, waitingMax, requestsBusy);
  const afterwards = createAfterwards(waitingMax, (error) =>
    log.error({ err: error }, 'Somebody who asked for a link got no mail'),
  );

  const answer = async ({ team, email }: MailRequest, origin: CallOrigin): Promise<void> => {
    const by = { origin, account: `${about} ${foldEmail(email)}`, team: `${about} ${team}` };
    const mail = await oneByOne(async () =>
      (await isWithin(guesses, by)) ? await letterFor(units, write, team, email) : undefined,
    );
    if (mail && (await sendMail(mailer, mail)) === 'not-taken')
      log.warn({}, 'The mail to somebody who asked for a link was not taken; it can be asked for again');
  };
  return {
    ask(request, origin) {
      const leftMs = ofNetwork.take(networkOf(origin));
      if (leftMs > 0) throw tooManyRequests(retryAfter(leftMs));
      if (!afterwards.begin(() => answer(request, origin))) throw requestsBusy();
    },
    settled: afterwards.settled,
  };
}

/** False when so many went to that address, or from that team, that this one has to wait. */
async function isWithin(guesses: Guesses, by: Guesser): Promise<boolean> {
  try {
    await guesses.begin('mail', by);
    return true;
  } catch (error) {
    if (isRefusal(guessTooSoon.code)(error)) return false;
    throw error;
  }
}

async function letterFor(units: Units, write: WriteLetter, slug: string, email: string): Promise<Mail | undefined> {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  return team && (await units.open({ team: team.id }, (work) => write(work, team, email)));
}
