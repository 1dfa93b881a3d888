import type { MemberId, SessionId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type CallOrigin, recordSignIn } from '../access-log/access-log.ts';
import { noteKnown } from '../guessing/guessing.ts';
import type { MemberRow } from '../members/members.ts';
import { BY_PROVIDER, type Started, startSession, type WayIn } from '../sessions/sessions.ts';
import { policyOf, rolesBound, ssoRequired } from '../sso-policy/sso-policy.ts';
import type { TeamRow } from '../teams/teams.ts';

/** What a device gets when it is signed in; the token is shown to it alone. */
export interface SignedInDevice extends Started {
  readonly team: TeamRow;
  readonly member: MemberRow;
  /** What the browser may keep of it, once nothing is owed (`guessing`). */
  readonly known?: string;
}

declare module '#platform/work.ts' {
  interface Facts {
    /** The member signed in on a device on which it never did before; not on its very first one. */
    'device.first-seen': { readonly member: MemberId; readonly session: SessionId };
  }
}

/**
 * Signs the device in, whichever way its person came: every way in ends here. `factor`: the second factor that this way
 * proved along; `provider`: the name of who said it. Of a device that is new to the member, the member is told. Refuses
 * with `ssoRequired` who may come in by a provider alone.
 */
export async function admit(
  work: Work,
  team: TeamRow,
  member: MemberRow,
  means: WayIn,
  origin: CallOrigin,
  factor?: string,
  provider?: string,
): Promise<SignedInDevice> {
  if (!BY_PROVIDER.includes(means)) await refuseBesideProviders(work, member, means);
  const how = { means, ...(factor === undefined ? {} : { factor }) };
  const arrival = { team: team.id, member: member.id, ...how, ...(provider === undefined ? {} : { provider }) };
  const started = await startSession(work, arrival, origin);
  const seen = await recordSignIn(work, team.id, member.id, { ...how, device: started.device.hash }, origin);
  if (seen === 'new-device') work.emit({ kind: 'device.first-seen', member: member.id, session: started.session });
  return { team, member, ...started, ...(started.owes ? {} : { known: await noteKnown(work, member) }) };
}

/** Owners may still come in another way; that they did is in the audit log. */
async function refuseBesideProviders(work: Work, { id, role }: MemberRow, means: WayIn): Promise<void> {
  const policy = await policyOf(work);
  if (rolesBound(policy).includes(role)) throw ssoRequired();
  if (role === 'owner' && rolesBound(policy).length > 0)
    work.audit({ kind: 'sso.bypassed', actor: `member:${id}`, object: `member:${id}`, details: { means } });
}
