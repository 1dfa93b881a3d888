/**
 * Proving once more who one is, before a dangerous act (`requireRecentProof`). The danger: a device left open in
 * somebody else's hands. The principle: the proof is noted on this device's session and soon too old. The boundary: API
 * tokens cannot prove anything, so they never do what asks for it.
 */
import type { Units } from '#platform/work.ts';
import { type Actor, requireDevice } from '../access/access.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { type Passwords, requirePassword } from '../passwords/passwords.ts';
import { afterCode, type ProvingMeans } from '../second-factors/second-factors.ts';
import { noteProof } from '../sessions/sessions.ts';

/** By the password; refuses with `passwordWrong`. */
export async function proveByPassword(
  units: Units,
  passwords: Passwords,
  actor: Actor,
  password: string,
): Promise<void> {
  const session = requireDevice(actor);
  await requirePassword(units, passwords, actor, password);
  await units.open({ team: actor.team }, (work) => noteProof(work, actor, session));
}

/** By a code of the authenticator app; refuses with `wrongCode` or `codeTooSoon`. */
export async function proveByCode(
  units: Units,
  means: ProvingMeans,
  actor: Actor,
  code: string,
  origin: CallOrigin,
): Promise<void> {
  const session = requireDevice(actor);
  await afterCode(units, means, actor, code, origin, (work) => noteProof(work, actor, session));
}
