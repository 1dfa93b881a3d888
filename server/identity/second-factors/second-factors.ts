/** What a member can prove beside the password. */
import type { SecondFactors } from '#contract/second-factors.ts';
import type { Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { passkeysOf, relyingPartyAt, showPasskey } from '../passkeys/passkeys.ts';
import { dueFor } from '../two-factor/two-factor.ts';
import { authenticatorSince } from './authenticators.ts';
import { codesLeft } from './recovery-codes.ts';
import { resetDueAt } from './resets.ts';

export { hashOfCode, newCodes } from './code-texts.ts';
export { endFactorsMadeOn, type FactorsMadeOn, factorsMadeOn } from './made-on.ts';
export { askForPasskey } from './own-passkeys.ts';
export { afterCode, afterPasskey, type ProvingMeans, passkeyNotProven } from './proving.ts';
export { resetByOperator } from './resets.ts';
export { newSecret, showSecret, stepOf } from './totp.ts';

/** Names of passkeys are for who has proven a factor, where there is one. */
export async function lookAtFactors(work: Work, url: string, { member, owes }: Actor): Promise<SecondFactors> {
  const site = relyingPartyAt(url);
  const passkeys = await passkeysOf(work, member);
  const since = await authenticatorSince(work, member);
  const requiredFrom = await dueFor(work, member);
  const resetAt = await resetDueAt(work, member);
  return {
    ...(since ? { authenticator: { since: since.toISOString() } } : {}),
    passkeys: owes === 'second-factor' ? [] : passkeys.map((row) => showPasskey(row, site)),
    passkey: { isPossible: site !== undefined, isReady: passkeys.some(({ host }) => host === site?.host) },
    recoveryCodes: { left: await codesLeft(work, member) },
    ...(requiredFrom ? { requiredFrom: requiredFrom.toISOString() } : {}),
    ...(resetAt ? { reset: { dueAt: resetAt.toISOString() } } : {}),
  };
}
