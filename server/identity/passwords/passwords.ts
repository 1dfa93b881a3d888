/**
 * Passwords. The danger: a stolen table of hashes, and a server that guessing or mere arrival can exhaust. The
 * principle: argon2id with a salt each, a bounded number of hashes at a time, for each network in its turn, and the
 * same work whether or not the account exists. The boundary: hashing never happens inside a unit of work.
 */
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';
import { createFairTurnstile } from '#platform/turnstile.ts';
import { argon2id, argon2idMatches, type PasswordPolicy, phcPrefix, SALT_BYTES } from './argon2.ts';

export { type PasswordPolicy, phcPrefix } from './argon2.ts';
export { hashNewPassword } from './new-password.ts';
export { type OwnPasswordMeans, requirePassword } from './own-password.ts';
export { checkPassword } from './strength.ts';

export const passwordsBusy = problem(
  'passwords/busy',
  503,
  'Too many people are signing in at this moment. Nothing was changed; try again in a few seconds.',
);

export interface Passwords {
  /**
   * A PHC string (argon2id) under the current policy. `from`: the network that asks for it; each waits in a line of its
   * own. Throws `passwordsBusy` when the lines are full.
   */
  hash(password: string, from?: string): Promise<string>;
  /**
   * Whether the password is the one behind `stored`. Without a stored hash it does the work of a real check and says
   * no, so that the time tells nothing about accounts. Throws `passwordsBusy` as `hash` does.
   */
  verify(password: string, stored: string | null | undefined, from?: string): Promise<boolean>;
  /** True when the hash was made under another policy, and should be made anew while the password is at hand. */
  isOutdated(stored: string): boolean;
}

/** What production uses; measured in `docs/decisions/0004-password-hashing.md`. */
export const PASSWORD_POLICY: PasswordPolicy = { memoryKib: 65_536, passes: 3, parallelism: 1 };

export function createPasswords(policy: PasswordPolicy, random: Random): Passwords {
  const { hashesAtOnceMax, hashesWaitingMax } = limits.passwords;
  const throughTurnstile = createFairTurnstile(hashesAtOnceMax, hashesWaitingMax, passwordsBusy);
  const prefix = phcPrefix(policy);
  // The hash of nobody: its salt is made anew with each process and its tag is of no password.
  const nobody = `${prefix}${unpaddedRandom(random, SALT_BYTES)}$${unpaddedRandom(random, 32)}`;
  return {
    hash: (password, from = '') => throughTurnstile(from, () => argon2id(password, random.bytes(SALT_BYTES), policy)),
    verify: (password, stored, from = '') => throughTurnstile(from, () => argon2idMatches(password, stored ?? nobody)),
    isOutdated: (stored) => !stored.startsWith(prefix),
  };
}

const unpaddedRandom = (random: Random, length: number): string =>
  random.bytes(length).toString('base64').replaceAll('=', '');
