import { type ChannelId, publicTs, type Ts } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { recordInLog } from '../channel-log/channel-log.ts';
import { lockOpenChannel } from '../channels/channels.ts';
import { requireKnownEmoji } from '../emoji/emoji.ts';
import { noSuchMessage } from '../messages/messages.ts';
import { addReaction, messageForReaction, removeReaction } from './reactions.sql.ts';

export const tooManyReactions = problem<{ most: number }>(
  'reactions/too-many',
  409,
  'This message has all the different reactions it can hold. Join one of them.',
);

/** Adding a reaction that is there already changes nothing, and tells nobody. */
export async function react(work: Work, actor: Actor, id: ChannelId, ts: Ts, emoji: string): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  const message = await messageForReaction(work.sql, id, ts, emoji);
  if (!message) throw noSuchMessage();
  // One that stands here may be joined, whatever became of it, or whichever import it came with.
  if (!message.has_emoji) await requireKnownEmoji(work, emoji);
  const most = limits.messages.reactionsPerMessageMax;
  if (!message.has_emoji && message.emoji_count >= most) throw tooManyReactions({ most });
  const added = await addReaction(work.sql, {
    channel_id: id,
    ts,
    emoji,
    member_id: actor.member,
    team_id: actor.team,
    at: work.now,
  });
  if (!added) return;
  await recordInLog(work, channel, { kind: 'reaction.added', actor: actor.member, ts, emoji });
  audit(work, actor, 'reaction.added', id, ts);
}

/** Removing one that is not there changes nothing. */
export async function unreact(work: Work, actor: Actor, id: ChannelId, ts: Ts, emoji: string): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  if (!(await removeReaction(work.sql, id, ts, emoji, actor.member))) return;
  await recordInLog(work, channel, { kind: 'reaction.removed', actor: actor.member, ts, emoji });
  audit(work, actor, 'reaction.removed', id, ts);
}

const audit = (work: Work, actor: Actor, kind: string, channel: ChannelId, ts: Ts): void =>
  work.audit({ kind, actor: auditName(actor), object: `channel:${channel}`, details: { ts: publicTs(ts) } });
