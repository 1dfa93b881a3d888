/**
 * Mail about what waits. The danger: mail lies in the open, in many hands; and mail that nobody can stop is a nuisance.
 * The principle: one mail for all that waits, after a while without activity, naming where and by whom but never what;
 * every mail ends all further ones by one click. The boundary: who is to be told is judged in `notifications`, when it
 * is filed and again when it is mailed.
 */
import type { MemberId, ReminderId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { type Notice, notified, quietTimes } from '../notifications/notifications.ts';
import { digestMail } from './digest.ts';
import {
  addressee,
  clearMember,
  filedFor,
  fileNotices,
  fileReminders,
  membersDue,
  postpone,
  remindersWaiting,
  teamsDue,
  waitingIn,
} from './mail-notices.sql.ts';
import { unsubscribeToken } from './unsubscribing.ts';

export { choose, mailFrequency } from './choosing.ts';
export { unsubscribe, unsubscribeToken, unsubscribeUnknown } from './unsubscribing.ts';

/** What is worth a mail; `<!here>` is for those who were there, and `all` is for looking in. */
const MAILED: ReadonlySet<Notice['reason']> = new Set(['direct', 'mention', 'group', 'channel', 'keyword', 'thread']);

/** Files what the next mails may name: two statements, none if there is nothing. */
export async function noteForMail(work: Work, notices: readonly Notice[]): Promise<void> {
  const mailed = notices.filter(({ reason }) => MAILED.has(reason));
  if (mailed.length === 0) return;
  await fileNotices(work.sql, mailed, work.now, dueTimes(work));
}

/** The same for reminders that came. */
export async function noteRemindersForMail(
  work: Work,
  came: readonly { readonly id: ReminderId; readonly member_id: MemberId }[],
): Promise<void> {
  if (came.length > 0) await fileReminders(work.sql, came, work.now, dueTimes(work));
}

function dueTimes({ now }: Work) {
  const { soon, hourly, daily } = limits.mailNotices.afterMs;
  return { soon: after(now, soon), hourly: after(now, hourly), daily: after(now, daily) };
}

export const teamsWithDueMail = (work: Work): Promise<TeamId[]> =>
  teamsDue(work.sql, work.now, limits.mailNotices.teamsPerRunMax);

export const membersWithDueMail = async (work: Work): Promise<MemberId[]> =>
  (await membersDue(work.sql, work.now, limits.mailNotices.membersPerRunMax)).map(({ member_id }) => member_id);

/**
 * The mail that is due to this member, and up to when it names what was filed. None if all of it has been read
 * meanwhile, or the member does not want mail; later if it is active now or not to be disturbed.
 */
export async function dueMail(
  work: Work,
  team: TeamId,
  member: MemberId,
  url: string,
): Promise<{ readonly mail: Mail; readonly until: Date } | undefined> {
  const to = await addressee(work.sql, member);
  const places = to && to.frequency !== 'never' ? await filedFor(work.sql, member, limits.mailNotices.namedMax) : [];
  const notices = (await notified(work, places, () => false)).filter((notice) => notice.member === member);
  const reminders = to && to.frequency !== 'never' ? await remindersWaiting(work.sql, member) : 0;
  if (!to || notices.length + reminders === 0) {
    await clearMember(work.sql, member, work.now);
    return undefined;
  }
  const quiet = (await quietTimes(work, [member])).get(member);
  const active = to.seen_at && after(to.seen_at, limits.mailNotices.activeMs);
  if (quiet || (active && active > work.now)) {
    await postpone(work.sql, member, quiet ?? active ?? work.now);
    return undefined;
  }
  const waiting = await waitingIn(work.sql, notices, limits.mailNotices.conversationsMax);
  const token = await unsubscribeToken(work, team, member);
  const count = { messages: notices.length, reminders };
  return { mail: digestMail(to, waiting, count, { url, token }), until: work.now };
}

/** It was mailed: nothing of what was filed until then is named again. */
export const mailed = (work: Work, member: MemberId, until: Date): Promise<void> =>
  clearMember(work.sql, member, until);

/** It could not be mailed: another time. */
export const mailLater = (work: Work, member: MemberId): Promise<void> =>
  postpone(work.sql, member, after(work.now, limits.mailNotices.againMs));
