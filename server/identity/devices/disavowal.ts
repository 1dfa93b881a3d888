/**
 * "That was not me." The danger: somebody who came in once and left a way to come back. The principle: the device, all
 * others and what was added on it go in one transaction, the member has it in a mail and whoever runs the team in a
 * notice. The boundary: what was added on a device of which there is no record, and a changed password or address.
 */
import type { Disavowal } from '#contract/access.ts';
import type { MemberId, SessionId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { forgetDevice } from '../access-log/access-log.ts';
import { agentOf } from '../agent.ts';
import { adminsOf, type MemberRow, requireMember, storedPassword } from '../members/members.ts';
import { endSessionsOf, findSession, type SessionRow, showSessions } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import {
  findLeftBehind,
  type LeftBehind,
  showLeftBehind,
  type Taken,
  takeLeftBehind,
  wordsOfTaken,
} from './left-behind.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** The member said that this device is somebody else's; so much was taken away that had been added on it. */
    'session.disavowed': { readonly member: MemberId; readonly session: SessionId; readonly taken: Taken };
  }
}

export const thisVeryDevice = problem(
  'devices/this-very-device',
  409,
  'This is the device that you are on. Say it on another one of yours, or sign out here and change your password.',
);

/** Ways in behind which no password of ours stands. */
const WITHOUT_PASSWORD = ['oidc', 'saml', 'passkey'];

/** What it means to say that this device is somebody else's, before it is said. */
export async function lookAtDisavowal(
  work: Work,
  url: string,
  actor: Actor,
  session: SessionId,
  placeOf: PlaceOf,
): Promise<Disavowal> {
  const { found, behind } = await findForeign(work, url, actor, session);
  const [shown] = await showSessions(work, [found], actor, placeOf);
  if (!shown) throw new Error('A device that was found is not shown.');
  return {
    session: shown,
    asksPassword: await asksPassword(work, actor.member, found),
    ...(await showLeftBehind(work, actor, behind)),
    hasEnded: found.revoked_at !== null || found.expires_at <= work.now,
  };
}

/**
 * The device is out, with all others but this one and with what was added on it; it counts as new from now on; whoever
 * runs the team is told. Returns the mail to the member.
 */
export async function disavow(work: Work, url: string, actor: Actor, session: SessionId): Promise<Mail | undefined> {
  const { member } = actor;
  const { found, behind } = await findForeign(work, url, actor, session);
  await endSessionsOf(work, member, auditName(actor), requireDevice(actor));
  const taken = await takeLeftBehind(work, actor, behind);
  if (found.device_hash) await forgetDevice(work, member, found.device_hash);
  const details = { means: found.means, ...taken };
  work.audit({ kind: 'session.disavowed', actor: auditName(actor), object: `session:${session}`, details });
  work.emit({ kind: 'session.disavowed', member, session, taken });
  return await newsOf(work, url, member, found, { taken, behind });
}

async function findForeign(work: Work, url: string, actor: Actor, session: SessionId) {
  const own = requireDevice(actor);
  if (own === session) throw thisVeryDevice();
  const found = await findSession(work, actor.member, session);
  const here = await findSession(work, actor.member, own);
  return { found, behind: await findLeftBehind(work, url, actor, here, session) };
}

const asksPassword = async (work: Work, member: MemberId, { means }: SessionRow): Promise<boolean> =>
  !WITHOUT_PASSWORD.includes(means) && (await storedPassword(work, member)) !== null;

/** Also for the case that it was the stranger who said it. */
async function newsOf(
  work: Work,
  url: string,
  id: MemberId,
  session: SessionRow,
  { taken, behind }: { readonly taken: Taken; readonly behind: LeftBehind },
): Promise<Mail | undefined> {
  const { name, handle, email, team_id } = await requireMember(work, id);
  if (email === null) return undefined;
  const team = await ownTeam(work, team_id);
  const words = wordsOfTaken(taken);
  const stays = behind.stays.map((stay) => `“${stay.name}”`).join(', ');
  const device = `${agentOf(session.user_agent).words}, from ${session.ip}`;
  const text = [
    `${name} (@${handle}) in ${team.name} said of a device that it was somebody else: ${device}. It is signed out, ` +
      'and so is every other device but the one that said it.',
    ...(words ? [`Taken away, because it was added on that device: ${words}.`] : []),
    ...(behind.factors.areAll ? ['No second factor is left: the password alone signs in. Add a new one.'] : []),
    ...(stays ? [`Added there and left, because you came in by it too, or nothing else opens it: ${stays}.`] : []),
    `Choose a new password if you have one, and look at what is left:\n\n${url}/t/${team.slug}/me/security`,
    'If it was not you who said so, tell an admin of the team at once: somebody else is in your account.\n',
  ].join('\n\n');
  return { to: email, subject: `A device was put out of your account in ${team.name}`, text };
}

/** Whom a disavowal concerns, and what it was; for the notice to those who run the team. */
export async function concernedByDisavowal(
  work: Work,
  member: MemberId,
  session: SessionId,
): Promise<{ readonly member: MemberRow; readonly session: SessionRow; readonly admins: readonly MemberRow[] }> {
  const [who, found] = [await requireMember(work, member), await findSession(work, member, session)];
  return { member: who, session: found, admins: await adminsOf(work) };
}
