/** What a member can prove beside the password. */
import type { SecondFactors } from '#contract/second-factors.ts';
import type { Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { dueFor } from '../two-factor/two-factor.ts';
import { authenticatorSince } from './authenticators.ts';
import { codesLeft } from './recovery-codes.ts';
import { resetDueAt } from './resets.ts';

export { afterCode, createCodeDelays, type ProvingMeans } from './proving.ts';
export { resetByOperator } from './resets.ts';

export async function lookAtFactors(work: Work, { member }: Actor): Promise<SecondFactors> {
  const since = await authenticatorSince(work, member);
  const requiredFrom = await dueFor(work, member);
  const resetAt = await resetDueAt(work, member);
  return {
    ...(since ? { authenticator: { since: since.toISOString() } } : {}),
    recoveryCodes: { left: await codesLeft(work, member) },
    ...(requiredFrom ? { requiredFrom: requiredFrom.toISOString() } : {}),
    ...(resetAt ? { reset: { dueAt: resetAt.toISOString() } } : {}),
  };
}
