import { hash } from 'node:crypto';
import { publicId, publicTs, type TeamId } from '#contract/ids.ts';
import type { PushedNotice } from '#contract/notices.ts';
import type { Pusher } from '#platform/web-push/web-push.ts';
import type { Units, Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { channelByIdOf } from '../channels/channels.ts';
import { forgetDevice, subscriptionOf } from '../push-subscriptions/push-subscriptions.ts';
import type { DuePush } from './noting.ts';

const LOUD = new Set(['direct', 'mention', 'group', 'keyword']);

/** Tells a device of a message, if it still wants to know. Throws when it may go better another time. */
export async function pushNotice(units: Units, pusher: Pusher, team: TeamId, due: DuePush, signal: AbortSignal) {
  const ready = await units.open({ team }, (work) => readyPush(work, team, due));
  if (!ready) return;
  const outcome = await pusher.push(ready.subscription, ready.push, signal);
  if (outcome === 'gone') await units.open({ team }, (work) => forgetDevice(work, due.session));
  if (outcome === 'later') throw new Error('The push service did not take the push.');
}

async function readyPush(work: Work, team: TeamId, { session, channel, ts, reason }: DuePush) {
  const subscription = await subscriptionOf(work, session);
  const row = await channelByIdOf(work, channel);
  if (!subscription || !row) return undefined;
  const notice: PushedNotice = {
    kind: 'notice',
    team: publicId('T', team),
    member: publicId('U', subscription.member),
    channel: publicChannelId(row),
    ts: publicTs(ts),
    reason,
  };
  // A device that was switched off hears of each conversation once.
  const topic = hash('sha256', `${session}/${channel}`, 'base64url').slice(0, 32);
  const urgency = LOUD.has(reason) ? ('high' as const) : ('normal' as const);
  return { subscription, push: { text: JSON.stringify(notice), topic, urgency } };
}
