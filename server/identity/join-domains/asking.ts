import { domainToASCII } from 'node:url';
import type { TeamId } from '#contract/ids.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Mail, Mailer } from '#platform/mail/mail.ts';
import { Problem, problem } from '#platform/problem.ts';
import { createThrottle, type Throttle } from '#platform/throttle.ts';
import type { Units, Work } from '#platform/work.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { inviteByDomain } from '../invitations/invitations.ts';
import { findByEmail, foldEmail } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { findTeam, lockTeam, type TeamRow } from '../teams/teams.ts';
import { domainRows } from './join-domains.sql.ts';

export const askingBusy = problem(
  'join-domains/busy',
  503,
  'Too many people ask to join at this moment. Nothing was sent; try again shortly.',
);

export interface AskingMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailer: Mailer;
  /** The origin of our own pages. */
  readonly url: () => string;
}

export interface Asking {
  /** Takes the wish and returns at once, whoever asks; what follows happens behind the answer. Throws `askingBusy`. */
  ask(wish: Wish, origin: CallOrigin): void;
  /** Resolves when everything that was asked so far is done. */
  settled(): Promise<void>;
}

interface Wish {
  /** The address of the team, whether or not there is one. */
  readonly team: string;
  readonly email: string;
}

/** The link is in no queue and no job, because whoever reads it can use it: a process that dies forgets who asked. */
export function createAsking(means: AskingMeans): Asking {
  const { perAddress, perTeam, perNetwork, waitingMax } = limits.joinDomains;
  const [ofAddress, ofTeam, ofNetwork] = [perAddress, perTeam, perNetwork].map((bound) =>
    createThrottle(bound, means.clock),
  ) as [Throttle, Throttle, Throttle];
  const underway = new Set<Promise<void>>();
  let last: Promise<void> = Promise.resolve();

  return {
    ask({ team, email: typed }, origin) {
      const email = foldEmail(typed);
      if (underway.size >= waitingMax) throw askingBusy();
      if (ofNetwork.take(networkOf(origin)) > 0 || ofAddress.take(email) > 0 || ofTeam.take(team) > 0) return;
      // One after the other: many who ask at once do not take the database away from those who work.
      last = last
        .then(() => answer(means, { team, email }))
        .catch((error: unknown) => means.log.error({ err: error }, 'Somebody who asked to join got no mail'));
      const wish = last.finally(() => underway.delete(wish));
      underway.add(wish);
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

async function answer({ units, mailer, url, log }: AskingMeans, wish: Wish): Promise<void> {
  const team = await units.open('deployment', (work) => findTeam(work, wish.team));
  if (!team) return;
  const mail = await units.open({ team: team.id }, (work) => letterFor(work, team, wish.email, url()));
  if (!mail) return;
  try {
    await mailer.send(mail);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn({ code: error.code }, 'The mail to somebody who asked to join was not taken; it can be asked for again');
  }
}

/** What the mailbox is told; undefined where the team does not list the domain. */
async function letterFor(work: Work, team: TeamRow, email: string, url: string): Promise<Mail | undefined> {
  const domain = await listedDomain(work, team.id, email);
  if (domain === undefined) return undefined;
  const account = await findByEmail(work, email);
  if (account) return account.deactivated_at ? undefined : letterToMember(team, email, url);
  const { token, expiresAt } = await inviteByDomain(work, team.id, { domain, email });
  const text = [
    `Somebody, probably you, asked to join ${team.name} on Wardroom with this address.`,
    // Behind the hash sign the token stays in the browser: it is in no server's log.
    `Open this link to choose a name and a password:\n\n${url}/t/${team.slug}/invite#${token}`,
    `It works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    'If it was not you, do nothing: nobody is added without the link.\n',
  ].join('\n\n');
  return { to: email, subject: `Joining ${team.name}`, text };
}

/** Under the lock of the team: a domain that is being removed has no link made after it. */
async function listedDomain(work: Work, team: TeamId, email: string): Promise<string | undefined> {
  const domain = domainToASCII(email.slice(email.lastIndexOf('@') + 1));
  await lockTeam(work, team);
  const listed = await domainRows(work.sql, limits.joinDomains.perTeamMax);
  return listed.find((row) => row.domain === domain)?.domain;
}

const letterToMember = (team: TeamRow, email: string, url: string): Mail => ({
  to: email,
  subject: `You are in ${team.name} already`,
  text: [
    `Somebody, probably you, asked to join ${team.name} on Wardroom with this address. It has an account there.`,
    `Sign in at ${url}/t/${team.slug}. If you cannot, ask an admin of the team.\n`,
  ].join('\n\n'),
});
