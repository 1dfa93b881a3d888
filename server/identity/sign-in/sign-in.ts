/**
 * Signing in by password. The danger: an answer, or its time, that tells which teams and accounts exist. The principle:
 * every refusal takes the same steps, does the same hashing and gives the same problem; the access log alone knows the
 * reason, and is written after the answer. What was tried is counted by what was typed (`guessing`), before anything is
 * looked up. The boundary: hashing happens between two units of work.
 */
import type { SignInRefusal } from '#contract/sign-in-refusals.ts';
import { problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import type { AccessLog, Caller, CallOrigin } from '../access-log/access-log.ts';
import { type Guess, type Guesses, hasNote, judged, knownBrowser } from '../guessing/guessing.ts';
import {
  changeStoredPassword,
  findByEmail,
  foldEmail,
  lockedMember,
  type MemberRow,
  storedPassword,
} from '../members/members.ts';
import { networkOf } from '../origin.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { findTeam, type TeamRow } from '../teams/teams.ts';
import { admit, type SignedInDevice } from './admission.ts';

export { admit, type SignedInDevice } from './admission.ts';

export const signInRefused = problem(
  'sign-in/refused',
  401,
  'The team, the e-mail address or the password is not right, or the account is closed or signs in another way.',
);

export type SignIn = ({ readonly kind: 'welcome' } & SignedInDevice) | { readonly kind: 'refused' };

export interface SignInMeans {
  readonly passwords: Passwords;
  readonly accessLog: AccessLog;
  readonly guesses: Guesses;
}

/** Signs in on a device. Throws `guessTooSoon` after wrong tries, and `passwordsBusy` when too many sign in at once. */
export async function signIn(units: Units, means: SignInMeans, given: Given, origin: Caller): Promise<SignIn> {
  const guess = await beginGuess(units, means, given, origin);
  const outcome = await judged(guess, () => judge(units, means, given, origin));
  if (outcome.kind === 'welcome') await guess.right();
  return outcome;
}

async function judge(units: Units, means: SignInMeans, given: Given, origin: Caller): Promise<SignIn> {
  const { passwords, accessLog } = means;
  const team = await units.open('deployment', (work) => findTeam(work, given.team));
  // Without such a team the same query is asked where it finds nobody.
  const scope = { team: team?.id ?? DEPLOYMENT };
  const { account, policy } = await units.open(scope, async (work) => ({
    account: await findByEmail(work, given.email),
    policy: await policyOf(work),
  }));
  const network = networkOf(origin);
  const verified = await passwords.verify(given.password, account?.password_hash, network);
  if (!team) return { kind: 'refused' };
  const refuse = (reason: SignInRefusal): SignIn => {
    accessLog.signInRefused(team.id, account?.id, reason, origin, { means: 'password' });
    return { kind: 'refused' };
  };
  if (!account?.password_hash) return refuse('unknown-account');
  if (!verified) return refuse('wrong-password');
  if (account.deactivated_at) return refuse('deactivated');
  if (rolesBound(policy).includes(account.role)) return refuse('sso-required');
  const from = account.password_hash;
  const to = passwords.isOutdated(from) ? await passwords.hash(given.password, network) : from;
  const device = await units.open(scope, (work) => admitByPassword(work, team, account, { from, to }, origin));
  return device ? { kind: 'welcome', ...device } : refuse('changed-meanwhile');
}

interface Given {
  readonly team: string;
  readonly email: string;
  readonly password: string;
}

/** By what was typed, whether or not it is an account. */
async function beginGuess(units: Units, { guesses, accessLog }: SignInMeans, given: Given, by: Caller): Promise<Guess> {
  const { email } = given;
  const device = hasNote(by.cookie) ? await knownDevice(units, given, by.cookie) : undefined;
  const account = `${given.team} ${foldEmail(email)}`;
  const find = async () => {
    const team = await units.open('deployment', (work) => findTeam(work, given.team));
    const member = team && (await units.open({ team: team.id }, (work) => findByEmail(work, email)));
    return team && { team: team.id, member: member?.id };
  };
  const delayed = (): void => accessLog.signInRefusedOf(find, 'too-soon', by, { means: 'password' });
  return await guesses.begin('password', { origin: by, account, device }, { delayed });
}

const knownDevice = async (units: Units, { team: slug, email }: Given, cookie: string | undefined) => {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  const scope = { team: team?.id ?? DEPLOYMENT };
  return await units.open(scope, (work) => knownBrowser(work, scope.team, cookie, { email }));
};

/** Under the member's lock: the account is as it was when the password was verified, or nobody is admitted. */
async function admitByPassword(
  work: Work,
  team: TeamRow,
  account: MemberRow,
  hash: { readonly from: string; readonly to: string },
  origin: CallOrigin,
): Promise<SignedInDevice | undefined> {
  const member = await lockedMember(work, account.id);
  if (!member || member.deactivated_at || (await storedPassword(work, member.id)) !== hash.from) return undefined;
  if (hash.to !== hash.from) await changeStoredPassword(work, member.id, hash.from, hash.to);
  return await admit(work, team, member, 'password', origin);
}
