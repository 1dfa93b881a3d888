/**
 * Passwords. The danger: a stolen table of hashes, and a server that guessing or mere arrival can exhaust. The
 * principle: argon2id with a salt each, a bounded number of hashes at a time, and the same work whether or not the
 * account exists. The boundary: hashing never happens inside a unit of work.
 */
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';
import { createTurnstile } from '#platform/turnstile.ts';
import { argon2id, argon2idMatches, type PasswordPolicy, phcPrefix, SALT_BYTES } from './argon2.ts';

export { type PasswordPolicy, phcPrefix } from './argon2.ts';
export { hashNewPassword } from './new-password.ts';
export { requirePassword } from './own-password.ts';
export { checkPassword } from './strength.ts';

export const passwordsBusy = problem(
  'passwords/busy',
  503,
  'Too many people are signing in at this moment. Nothing was changed; try again in a few seconds.',
);

export interface Passwords {
  /** A PHC string (argon2id) under the current policy. Throws `passwordsBusy` when the waiting line is full. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one behind `stored`. Without a stored hash it does the work of a real check and says
   * no, so that the time tells nothing about accounts. Throws `passwordsBusy` when the waiting line is full.
   */
  verify(password: string, stored: string | null | undefined): Promise<boolean>;
  /** True when the hash was made under another policy, and should be made anew while the password is at hand. */
  isOutdated(stored: string): boolean;
}

/** What production uses; measured in `docs/decisions/0004-password-hashing.md`. */
export const PASSWORD_POLICY: PasswordPolicy = { memoryKib: 65_536, passes: 3, parallelism: 1 };

export function createPasswords(policy: PasswordPolicy, random: Random): Passwords {
  const { hashesAtOnceMax, hashesWaitingMax } = limits.passwords;
  const throughTurnstile = createTurnstile(hashesAtOnceMax, hashesWaitingMax, passwordsBusy);
  const prefix = phcPrefix(policy);
  // The hash of nobody: its salt is made anew with each process and its tag is of no password.
  const nobody = `${prefix}${unpaddedRandom(random, SALT_BYTES)}$${unpaddedRandom(random, 32)}`;
  return {
    hash: (password) => throughTurnstile(() => argon2id(password, random.bytes(SALT_BYTES), policy)),
    verify: (password, stored) => throughTurnstile(() => argon2idMatches(password, stored ?? nobody)),
    isOutdated: (stored) => !stored.startsWith(prefix),
  };
}

const unpaddedRandom = (random: Random, length: number): string =>
  random.bytes(length).toString('base64').replaceAll('=', '');
