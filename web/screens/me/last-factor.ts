import type { Passkey } from '#contract/passkeys.ts';

/**
 * Whether the password alone signs in once this one is gone. Of a passkey of another address nothing that works here is
 * lost: then it is enough that there is another one at all.
 */
export function isLastFactor(passkey: Passkey, passkeys: readonly Passkey[], hasApp: boolean): boolean {
  if (hasApp) return false;
  const isOfElsewhere = passkey.otherHost !== undefined;
  return !passkeys.some(({ id, otherHost }) => id !== passkey.id && (isOfElsewhere || otherHost === undefined));
}
