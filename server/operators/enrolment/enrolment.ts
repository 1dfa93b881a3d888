/**
 * How an operator gets in for the first time, and after a reset. The danger: an account with a password and no second
 * factor yet. The principle: until the app has shown a code and a recovery code was typed back, only the one-time link
 * opens anything, and the password opens nothing; who stops in between opens the link again and begins anew. The
 * boundary: whoever has the link enrols, so it is printed to whoever holds the machine and works for a day.
 */
import type { CallOrigin } from '#identity/origin.ts';
import { checkPassword, type Passwords } from '#identity/passwords/passwords.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Operator, operatorName } from '../access/access.ts';
import { lockedOperator, noteEnrolled, requireLink, setPasswordHash } from '../accounts/accounts.ts';
import { confirmCodes, dropFactors } from '../factors/factors.ts';
import { endSessionsOf, noteFactor, startSession } from '../sessions/sessions.ts';

/** Takes the password and begins a sign-in that can do nothing but add the second factor. */
export async function beginEnrolment(
  units: Units,
  passwords: Passwords,
  given: { readonly token: string; readonly password: string },
  origin: CallOrigin,
): Promise<{ readonly name: string; readonly token: string }> {
  const { name } = await units.open('deployment', (work) => requireLink(work, given.token));
  await checkPassword(given.password, [name, 'wardroom', 'operator']);
  const hash = await passwords.hash(given.password);
  return await units.open('deployment', async (work) => {
    const { id } = await requireLink(work, given.token);
    await lockedOperator(work, id);
    // Whoever held the lock may have taken the link: by a reset, by closing the account, by finishing.
    await requireLink(work, given.token);
    await dropFactors(work, id);
    await setPasswordHash(work, id, hash);
    await endSessionsOf(work, id, operatorName(id));
    return { name, token: (await startSession(work, id, origin)).token };
  });
}

/** Lets the codes count; for who enrols, it is the last step: the account is open, and the link is gone. */
export async function confirmCodesAndEnrol(work: Work, operator: Operator, code: string): Promise<void> {
  // Of this and a link that is opened once more at the same time, one comes first and the other finds nothing.
  await lockedOperator(work, operator.id);
  await confirmCodes(work, operator, code);
  if (operator.owes !== 'enrolment') return;
  await noteEnrolled(work, operator.id);
  await noteFactor(work, operator, 'totp');
}
