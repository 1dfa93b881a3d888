/**
 * The mail about a device on which a member did not sign in before, as far as there are records. It comes once for a
 * device, and not for the very first one; its link leads to the page on which one says that it was somebody else.
 */
import { type MemberId, publicId, type SessionId } from '#contract/ids.ts';
import { minuteInUtc } from '#platform/clock.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Work } from '#platform/work.ts';
import { agentOf } from '../agent.ts';
import { requireMember } from '../members/members.ts';
import { findSession } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';

/** Undefined for who has no address. */
export async function letterOfNewDevice(
  work: Work,
  id: MemberId,
  session: SessionId,
  { url, placeOf }: { readonly url: string; readonly placeOf: PlaceOf },
): Promise<Mail | undefined> {
  const member = await requireMember(work, id);
  if (member.email === null) return undefined;
  const [{ name, slug }, device] = [await ownTeam(work, member.team_id), await findSession(work, id, session)];
  const place = placeOf(device.ip);
  const page = `${url}/t/${slug}/me/not-me/${publicId('S', session)}`;
  const text = [
    `Somebody signed in to ${name} as ${member.name} (@${member.handle}) on a device that was not known for it:`,
    [
      `  Device:  ${agentOf(device.user_agent).words}`,
      `  Address: ${device.ip}${place === undefined ? '' : ` (${place})`}`,
      `  Time:    ${minuteInUtc(device.created_at)}`,
    ].join('\n'),
    'If this was you, there is nothing to do. What a device says of itself may be untrue.',
    `If this was not you, open this page on a device of yours; it signs that device out:\n\n${page}`,
    `If you cannot sign in any more, ask for a new password first: ${url}/t/${slug}/signin`,
  ];
  return { to: member.email, subject: `A new device signed in to ${name}`, text: `${text.join('\n\n')}\n` };
}
