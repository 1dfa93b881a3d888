import type { Role } from '#contract/identity.ts';
import type { ChannelId, MemberId } from '#contract/ids.ts';
import { type Actor, isGuest } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { addMembers, existingMemberships, lockChannel } from '../channels/channels.ts';

/**
 * Who becomes a member of a group comes into its channels. Passed over are guests, whose channels are chosen one by
 * one; channels that were archived since; and private channels that the actor is not in, since only who is in may bring
 * others.
 */
export async function bringIntoChannels(
  work: Work,
  actor: Actor,
  channels: readonly ChannelId[],
  newcomers: readonly { readonly id: MemberId; readonly role: Role }[],
): Promise<void> {
  const members = newcomers.filter(({ role }) => !isGuest(role)).map(({ id }) => id);
  if (members.length === 0 || channels.length === 0) return;
  const pairs = channels.map((channel) => ({ channel, member: actor.member }));
  const own = new Set((await existingMemberships(work.sql, pairs)).map((pair) => pair.channel_id));
  // In the order of their ids, so that two units never wait for each other.
  for (const id of channels.toSorted()) {
    const channel = await lockChannel(work.sql, id);
    if (!channel || channel.archived_at || (channel.kind !== 'public' && !own.has(id))) continue;
    await addMembers(work, channel, members, actor.member);
  }
}
