/**
 * Telling members of what happens while they do not look. The danger: to tell somebody what is not theirs, or to slow
 * down posting. The principle: who is to be told is judged in `notifications`, after the commit and for many messages
 * at once; what is sent are references, by which a device asks with its own session. The boundary: here the way is
 * chosen, by push or by mail; nothing is sent inside a unit of work.
 */
import { type ChannelId, type MemberId, publicTs, type SessionId, type TeamId, type Ts } from '#contract/ids.ts';
import type { Notice } from '#contract/notices.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { noteForMail } from '../mail-notices/mail-notices.ts';
import { type Notice as Judged, notified } from '../notifications/notifications.ts';
import { devicesOf } from '../push-subscriptions/push-subscriptions.ts';
import { afterMark, moveMark, type Place } from './notices.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A device is to be told of a message. */
    'push.due': DuePush;
    /** For the member's open windows: what a push says. */
    notice: { readonly member: MemberId; readonly json: string };
  }
}

export interface DuePush {
  readonly session: SessionId;
  readonly channel: ChannelId;
  readonly ts: Ts;
  readonly reason: string;
}

export interface Noting {
  /** Who is there, for `<!here>`. */
  readonly isActive: (member: MemberId) => boolean;
  /** Whether mail about what waits can be sent at all. */
  readonly mails: boolean;
}

/**
 * Judges who is to be told of these messages: open windows hear of it, a push is filed for each device, a line for the
 * next mail. Who is
 * not to be disturbed now gets no push, also not later; what still waits afterwards is for the mail.
 */
export async function noteMessages(work: Work, places: readonly Place[], { isActive, mails }: Noting): Promise<void> {
  const notices = await notified(work, places, isActive);
  const audible = notices.filter(({ quietUntil }) => quietUntil === undefined);
  const devices = await devicesOf(work, [...new Set(audible.map(({ member }) => member))]);
  for (const { member, channel, kind, ts, reason } of audible) {
    work.emit({ kind: 'notice', member, json: JSON.stringify(noticeOf({ channel, kind, ts, reason })) });
    for (const session of devices.get(member) ?? []) work.emit({ kind: 'push.due', session, channel, ts, reason });
  }
  if (mails) await noteForMail(work, notices);
}

const noticeOf = ({ channel, kind, ts, reason }: Pick<Judged, 'channel' | 'kind' | 'ts' | 'reason'>): Notice => ({
  kind: 'notice',
  channel: publicChannelId({ id: channel, kind }),
  ts: publicTs(ts),
  reason,
});

/** Everything that was posted until `ms` has been looked at. */
export const noteUntil = (work: Work, team: TeamId, ms: number): Promise<void> =>
  moveMark(work.sql, team, Math.max(0, ms) * 1_000);

/** What was posted after the last mark and may not have been looked at, because the process died in between. */
export const leftUnnoted = (work: Work): Promise<Place[]> =>
  afterMark(work.sql, (work.now.getTime() - limits.notices.lateMs) * 1_000, limits.notices.heardMax);
