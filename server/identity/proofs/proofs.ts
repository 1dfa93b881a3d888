/**
 * Proving once more who one is, before a dangerous act (`requireRecentProof`). The danger: a device left open in
 * somebody else's hands. The principle: the proof is noted on this device's session and soon too old. The boundary: API
 * tokens cannot prove anything, so they never do what asks for it.
 */
import type { PasskeyProof } from '#contract/passkeys.ts';
import type { Units } from '#platform/work.ts';
import { type Actor, requireDevice } from '../access/access.ts';
import type { Caller, CallOrigin } from '../access-log/access-log.ts';
import { isRefusal } from '../guessing/guessing.ts';
import { type OwnPasswordMeans, requirePassword } from '../passwords/passwords.ts';
import { afterCode, afterPasskey, type ProvingMeans, passkeyNotProven } from '../second-factors/second-factors.ts';
import { noteProof } from '../sessions/sessions.ts';

/** By the password; refuses with `passwordWrong` or `guessTooSoon`. */
export async function proveByPassword(
  units: Units,
  means: OwnPasswordMeans,
  actor: Actor,
  password: string,
  origin: Caller,
): Promise<void> {
  const session = requireDevice(actor);
  await requirePassword(units, means, actor, password, origin);
  await units.open({ team: actor.team }, (work) => noteProof(work, actor, session));
}

/** By a code of the authenticator app; refuses with `wrongCode` or `codeTooSoon`. */
export async function proveByCode(
  units: Units,
  means: ProvingMeans,
  actor: Actor,
  code: string,
  origin: Caller,
): Promise<void> {
  const session = requireDevice(actor);
  await afterCode(units, means, actor, code, origin, (work) => noteProof(work, actor, session));
}

/** By a passkey; refuses with `passkeyNotProven`, after many of those `guessTooSoon`, or `passkeyTooLate`. */
export async function proveByPasskey(
  units: Units,
  means: ProvingMeans,
  actor: Actor,
  proof: PasskeyProof,
  origin: CallOrigin,
): Promise<void> {
  const session = requireDevice(actor);
  const prove = () =>
    afterPasskey(units, means, actor, 'proof', proof, origin, (work) => noteProof(work, actor, session));
  await means.guesses.guard('passkey', { origin }, isRefusal(passkeyNotProven.code), prove);
}
