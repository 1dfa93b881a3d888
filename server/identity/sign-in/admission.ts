import type { Owed } from '#contract/identity.ts';
import type { SessionId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type CallOrigin, recordSignIn } from '../access-log/access-log.ts';
import type { MemberRow } from '../members/members.ts';
import { startSession, type WayIn } from '../sessions/sessions.ts';
import { policyOf, rolesBound, ssoRequired } from '../sso-policy/sso-policy.ts';
import type { TeamRow } from '../teams/teams.ts';

/** What a device gets when it is signed in; the token is shown to it alone. */
export interface SignedInDevice {
  readonly team: TeamRow;
  readonly member: MemberRow;
  readonly session: SessionId;
  readonly token: string;
  readonly owes: Owed | undefined;
}

const BY_PROVIDER: readonly WayIn[] = ['oidc', 'saml'];

/**
 * Signs the device in, whichever way its person came: every way in ends here. `factor`: the second factor that this way
 * proved along. Refuses with `ssoRequired` who may come in by a provider alone.
 */
export async function admit(
  work: Work,
  team: TeamRow,
  member: MemberRow,
  means: WayIn,
  origin: CallOrigin,
  factor?: string,
): Promise<SignedInDevice> {
  if (!BY_PROVIDER.includes(means)) await refuseBesideProviders(work, member, means);
  await recordSignIn(work, team.id, member.id, means, origin);
  const arrival = { team: team.id, member: member.id, means, ...(factor === undefined ? {} : { factor }) };
  return { team, member, ...(await startSession(work, arrival, origin)) };
}

/** Owners may still come in another way; that they did is in the audit log. */
async function refuseBesideProviders(work: Work, { id, role }: MemberRow, means: WayIn): Promise<void> {
  const policy = await policyOf(work);
  if (rolesBound(policy).includes(role)) throw ssoRequired();
  if (role === 'owner' && rolesBound(policy).length > 0)
    work.audit({ kind: 'sso.bypassed', actor: `member:${id}`, object: `member:${id}`, details: { means } });
}
