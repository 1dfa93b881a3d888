/** Factors that were added on a device that is somebody else's: what they are, and how they go. */
import type { MemberId, SessionId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { requireLocked } from '../members/members.ts';
import { type PasskeyRow, passkeysOf, relyingPartyAt, removePasskey } from '../passkeys/passkeys.ts';
import { authenticatorOf, deleteAuthenticator, deleteEnrolment } from './authenticators.sql.ts';
import { endFactors } from './keeping.ts';
import { areCodesMadeOn, deleteCodesMadeOn } from './recovery-codes.sql.ts';

export interface FactorsMadeOn {
  readonly passkeys: readonly PasskeyRow[];
  readonly hasAuthenticator: boolean;
  readonly hasRecoveryCodes: boolean;
  /** Without them the member has none that works at this address. */
  readonly areAll: boolean;
}

/** What the member added in these sessions. */
export async function factorsMadeOn(
  work: Work,
  url: string,
  member: MemberId,
  sessions: readonly SessionId[],
): Promise<FactorsMadeOn> {
  const isFromThere = ({ made_on }: { readonly made_on: SessionId | null }): boolean =>
    made_on !== null && sessions.includes(made_on);
  const here = relyingPartyAt(url)?.host;
  const ofHere = ({ host }: PasskeyRow): boolean => host === here;
  const [keys, app] = [await passkeysOf(work, member), await authenticatorOf(work.sql, member)];
  const passkeys = keys.filter(isFromThere);
  const hasAuthenticator = app !== undefined && isFromThere(app);
  const isAnyLost = hasAuthenticator || passkeys.some(ofHere);
  const isOneLeft = (app && !hasAuthenticator) || keys.some((key) => ofHere(key) && !passkeys.includes(key));
  const hasRecoveryCodes = await areCodesMadeOn(work.sql, member, sessions);
  return { passkeys, hasAuthenticator, hasRecoveryCodes, areAll: isAnyLost && !isOneLeft };
}

/**
 * Takes these away, and with the last factor what hangs on having one. Also past the team's deadline: what stands there
 * is in somebody else's hand, and this device is asked for a new one at its next call.
 */
export async function endFactorsMadeOn(
  work: Work,
  actor: Actor,
  sessions: readonly SessionId[],
  { passkeys, hasAuthenticator, hasRecoveryCodes, areAll }: FactorsMadeOn,
): Promise<void> {
  const { member } = actor;
  const about = { actor: auditName(actor), object: `member:${member}` };
  await requireLocked(work, member);
  for (const { id } of passkeys) {
    await removePasskey(work, member, id);
    work.audit({ kind: 'passkey.removed', ...about, details: { passkey: id } });
  }
  if (hasAuthenticator) {
    await deleteAuthenticator(work.sql, member);
    await deleteEnrolment(work.sql, member);
    work.audit({ kind: 'authenticator.removed', ...about });
  }
  if (hasRecoveryCodes) {
    await deleteCodesMadeOn(work.sql, member, sessions);
    work.audit({ kind: 'recovery-codes.removed', ...about });
  }
  if (areAll) await endFactors(work, member, about.actor, actor);
}
