import type { Passwords } from './passwords.ts';
import { checkPassword } from './strength.ts';

/**
 * The hash of a new password, which is not easy to guess from its person or team. Throws `passwordLength`,
 * `passwordWeak` or `passwordsBusy`.
 */
export async function hashNewPassword(
  passwords: Passwords,
  password: string,
  person: { readonly name: string; readonly handle: string; readonly email: string | null },
  team: { readonly name: string; readonly slug: string },
  from?: string,
): Promise<string> {
  await checkPassword(password, [person.name, person.handle, person.email ?? '', team.name, team.slug]);
  return await passwords.hash(password, from);
}
