import { hash } from 'node:crypto';
import { type MemberId, publicId, publicTs, type SessionId, type TeamId } from '#contract/ids.ts';
import type { PushedNotice } from '#contract/notices.ts';
import type { Push, Pusher } from '#platform/web-push/web-push.ts';
import type { Units, Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { channelByIdOf } from '../channels/channels.ts';
import { forgetDevice, subscriptionOf } from '../push-subscriptions/push-subscriptions.ts';
import type { DuePush } from './noting.ts';

const LOUD = new Set(['direct', 'mention', 'group', 'keyword']);

/** Tells a device of a message, if it still wants to know. Throws when it may go better another time. */
export const pushNotice = (
  units: Units,
  pusher: Pusher,
  team: TeamId,
  due: DuePush,
  signal: AbortSignal,
): Promise<void> => pushTo(units, pusher, team, due.session, (work, member) => pushOf(work, team, member, due), signal);

/** Tells a device what `pushOf` says to its member; nothing where it says nothing. Throws as `pushNotice`. */
export async function pushTo(
  units: Units,
  pusher: Pusher,
  team: TeamId,
  session: SessionId,
  pushOf: (work: Work, member: MemberId) => Promise<Push | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const ready = await units.open({ team }, async (work) => {
    const subscription = await subscriptionOf(work, session);
    const push = subscription && (await pushOf(work, subscription.member));
    return push && { subscription, push };
  });
  if (!ready) return;
  const outcome = await pusher.push(ready.subscription, ready.push, signal);
  if (outcome === 'gone') await units.open({ team }, (work) => forgetDevice(work, session));
  if (outcome === 'later') throw new Error('The push service did not take the push.');
}

async function pushOf(
  work: Work,
  team: TeamId,
  member: MemberId,
  { session, channel, ts, reason }: DuePush,
): Promise<Push | undefined> {
  const row = await channelByIdOf(work, channel);
  if (!row) return undefined;
  const notice: PushedNotice = {
    kind: 'notice',
    team: publicId('T', team),
    member: publicId('U', member),
    channel: publicChannelId(row),
    ts: publicTs(ts),
    reason,
  };
  // A device that was switched off hears of each conversation once.
  const topic = hash('sha256', `${session}/${channel}`, 'base64url').slice(0, 32);
  return { text: JSON.stringify(notice), topic, urgency: LOUD.has(reason) ? 'high' : 'normal' };
}
