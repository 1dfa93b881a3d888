import { problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { storedPassword } from '../members/members.ts';
import type { Passwords } from './passwords.ts';

export const passwordWrong = problem('passwords/wrong', 403, 'The current password is not right. Nothing was changed.');
/** The hash behind the caller's password; refuses with `passwordWrong`. */
export async function requirePassword(
  units: Units,
  passwords: Passwords,
  actor: Actor,
  password: string,
): Promise<string> {
  const stored = await units.open({ team: actor.team }, (work) => storedPassword(work, actor.member));
  if (!(await passwords.verify(password, stored)) || stored === null) throw passwordWrong();
  return stored;
}
