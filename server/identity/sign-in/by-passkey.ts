/**
 * Signing in by a passkey alone: it is held and was unlocked, which are two factors. The danger: a page that tells
 * which accounts there are. The principle: no account is named and no key is listed, the browser offers what it has,
 * and every refusal reads the same; the access log alone knows the reason. The boundary: whether there is such a team
 * is not hidden from who measures the time of an answer.
 */
import type { MemberId } from '#contract/ids.ts';
import type { PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import type { SignInRefusal } from '#contract/sign-in-refusals.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import type { AccessLog, CallOrigin } from '../access-log/access-log.ts';
import { lockedMember } from '../members/members.ts';
import {
  askAnybody,
  browserOfSecret,
  judgePasskey,
  newBrowserSecret,
  type RelyingParty,
  requireRelyingParty,
} from '../passkeys/passkeys.ts';
import { isBound } from '../sso-policy/sso-policy.ts';
import { findTeam, type TeamRow } from '../teams/teams.ts';
import { admit, type SignedInDevice } from './admission.ts';

export const passkeyRefused = problem(
  'sign-in/passkey-refused',
  401,
  'This passkey does not sign in here, or it took too long. Nothing was changed; try again, or use your password.',
);

export interface PasskeySignInMeans {
  readonly accessLog: AccessLog;
  readonly url: () => string;
}

/** `browser`: the secret that it keeps already. A team that is not there is asked for the same way. */
export async function beginPasskeySignIn(
  units: Units,
  url: string,
  slug: string,
  browser: string | undefined,
): Promise<{ request: PasskeyRequest; browser: string }> {
  const site = requireRelyingParty(url);
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  return await units.open({ team: team?.id ?? DEPLOYMENT }, async (work) => {
    const kept = browser ?? newBrowserSecret(work);
    return { request: await askAnybody(work, site, team?.id, browserOfSecret(kept)), browser: kept };
  });
}

interface Answer {
  readonly team: string;
  readonly passkey: PasskeyProof;
  readonly browser: string | undefined;
}

/** Signs in whose passkey it is; refuses with `passkeyRefused`. */
export async function completePasskeySignIn(
  units: Units,
  { accessLog, url }: PasskeySignInMeans,
  { team: slug, passkey, browser }: Answer,
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const site = requireRelyingParty(url());
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  if (!team) throw passkeyRefused();
  const refuse = (reason: SignInRefusal, member: MemberId | undefined): Problem => {
    accessLog.signInRefused(team.id, member, reason, origin, { means: 'passkey' });
    return passkeyRefused();
  };
  if (browser === undefined) throw refuse('passkey/other-browser', undefined);
  try {
    return await units.open({ team: team.id }, (work) => enter(work, site, team, passkey, browser, origin));
  } catch (fault) {
    if (fault instanceof Refused) throw refuse(fault.reason, fault.member);
    throw fault;
  }
}

/** Rolls back what was read of a passkey that is right and whose member may not come in. */
class Refused extends Error {
  readonly reason: SignInRefusal;
  readonly member: MemberId | undefined;
  constructor(reason: SignInRefusal, member: MemberId | undefined) {
    super(reason);
    this.reason = reason;
    this.member = member;
  }
}

async function enter(
  work: Work,
  site: RelyingParty,
  team: TeamRow,
  passkey: PasskeyProof,
  browser: string,
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const used = await judgePasskey(work, site, { purpose: 'sign-in', browser: browserOfSecret(browser) }, passkey);
  if (used.kind === 'refused') throw new Refused(used.reason, used.owner);
  const member = await lockedMember(work, used.passkey.member_id);
  if (!member || member.deactivated_at) throw new Refused('deactivated', member?.id);
  if (await isBound(work, member.role)) throw new Refused('sso-required', member.id);
  return await admit(work, team, member, 'passkey', origin, 'passkey');
}
