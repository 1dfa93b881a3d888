import { requireZone } from '#platform/wall-time/wall-time.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { requireMember } from './find.ts';
import { setTimeZone } from './members.sql.ts';

/** Sets the zone in which the caller's days and hours are meant: quiet hours, reminders, what is sent later. */
export async function changeTimeZone(work: Work, actor: Actor, wanted: string): Promise<void> {
  const zone = requireZone(wanted);
  const member = await requireMember(work, actor.member);
  if (zone === member.time_zone) return;
  await setTimeZone(work.sql, member.id, zone);
  work.audit({ kind: 'member.time-zone-changed', actor: auditName(actor), object: `member:${member.id}` });
  work.emit({ kind: 'member.changed', member: member.id });
}
