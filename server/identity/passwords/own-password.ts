import { problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import type { Caller } from '../access-log/access-log.ts';
import { type Guesses, judged, knownDeviceOf } from '../guessing/guessing.ts';
import { storedPassword } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import type { Passwords } from './passwords.ts';

export const passwordWrong = problem('passwords/wrong', 403, 'The current password is not right. Nothing was changed.');

export interface OwnPasswordMeans {
  readonly passwords: Passwords;
  readonly guesses: Guesses;
}

/** The hash behind the caller's password; refuses with `passwordWrong`, and after several of those `guessTooSoon`. */
export async function requirePassword(
  units: Units,
  { passwords, guesses }: OwnPasswordMeans,
  actor: Actor,
  password: string,
  origin: Caller,
): Promise<string> {
  const device = await knownDeviceOf(units, actor, origin);
  const guess = await guesses.begin('proof', { origin, account: actor.member, device });
  const stored = await judged(guess, async () => {
    const hash = await units.open({ team: actor.team }, (work) => storedPassword(work, actor.member));
    return (await passwords.verify(password, hash, networkOf(origin))) ? hash : null;
  });
  if (stored === null) throw passwordWrong();
  await guess.right();
  return stored;
}
