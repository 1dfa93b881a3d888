import { Temporal } from 'temporal-polyfill';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { requireMember } from './find.ts';
import { setTimeZone } from './members.sql.ts';

export const noSuchTimeZone = problem<{ timeZone: string }>(
  'members/no-such-time-zone',
  422,
  'This time zone is not known. Name it as the IANA database does, such as Europe/Zurich.',
);

/** Sets the zone in which the caller's days and hours are meant: quiet hours, reminders, what is sent later. */
export async function changeTimeZone(work: Work, actor: Actor, wanted: string): Promise<void> {
  const zone = knownZone(wanted);
  if (!zone) throw noSuchTimeZone({ timeZone: wanted });
  const member = await requireMember(work, actor.member);
  if (zone === member.time_zone) return;
  await setTimeZone(work.sql, member.id, zone);
  work.audit({ kind: 'member.time-zone-changed', actor: auditName(actor), object: `member:${member.id}` });
  work.emit({ kind: 'member.changed', member: member.id });
}

/** The zone's name in its usual spelling, if the IANA database that Node carries has it. */
function knownZone(name: string): string | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
