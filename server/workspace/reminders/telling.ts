/**
 * Telling members of reminders that came while they do not look: by push to their devices, and by mail. The danger: a
 * reminder that is told twice, or never, because a process died. The principle: what is to be told is filed in the unit
 * of work in which the reminder comes. The boundary: what it says stays with the member; references are sent.
 */

import { type MemberId, publicId, type ReminderId, type SessionId, type TeamId } from '#contract/ids.ts';
import type { PushedReminder } from '#contract/notices.ts';
import type { Push } from '#platform/web-push/web-push.ts';
import type { Work } from '#platform/work.ts';
import { noteRemindersForMail } from '../mail-notices/mail-notices.ts';
import { quietTimes } from '../notifications/notifications.ts';
import { devicesOf } from '../push-subscriptions/push-subscriptions.ts';
import { isStillDue } from './reminders.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A device is to be told of a reminder that came. */
    'reminder.push-due': DueReminder;
  }
}

export interface DueReminder {
  readonly session: SessionId;
  readonly reminder: ReminderId;
}

/**
 * Files a push for each device of whoever may be disturbed now, and a line for the next mail. Whoever asked for a
 * reminder wants it, whatever it wants to be told of messages; only what says when not to be disturbed counts.
 */
export async function tellOfCame(
  work: Work,
  came: readonly { readonly id: ReminderId; readonly member_id: MemberId }[],
  mails: boolean,
): Promise<void> {
  if (came.length === 0) return;
  const quiet = await quietTimes(work, [...new Set(came.map(({ member_id }) => member_id))]);
  const told = came.filter(({ member_id }) => quiet.has(member_id));
  const audible = told.filter(({ member_id }) => quiet.get(member_id) === undefined);
  const devices = await devicesOf(work, [...new Set(audible.map(({ member_id }) => member_id))]);
  for (const { id, member_id } of audible) {
    for (const session of devices.get(member_id) ?? []) {
      work.emit({ kind: 'reminder.push-due', session, reminder: id });
    }
  }
  if (mails) await noteRemindersForMail(work, told);
}

/** What a device is told; nothing of a reminder that is done, snoozed or removed meanwhile. */
export async function pushOf(
  work: Work,
  team: TeamId,
  member: MemberId,
  reminder: ReminderId,
): Promise<Push | undefined> {
  if (!(await isStillDue(work.sql, reminder))) return undefined;
  const pushed: PushedReminder = {
    kind: 'reminder',
    team: publicId('T', team),
    member: publicId('U', member),
    reminder: publicId('R', reminder),
  };
  // Each is a notice of its own: none takes the place of another.
  const topic = reminder.replaceAll('-', '');
  return { text: JSON.stringify(pushed), topic, urgency: 'high' };
}
