/** The filter of the search that stands for one conversation. */
import type { Member } from '#contract/identity.ts';
import type { Channel } from '#contract/workspace.ts';
import { othersIn } from '#view/conversation-name.ts';

/** "in:#ops", "in:@mei"; of a group those who are in it. */
export function searchWords(channel: Channel, members: ReadonlyMap<string, Member>, me: string | undefined): string {
  if (channel.name !== undefined) return `in:#${channel.name}`;
  const handles = othersIn(channel, me).flatMap((id) => members.get(id)?.handle ?? []);
  return channel.kind === 'direct'
    ? handles.map((handle) => `in:@${handle}`).join('')
    : handles.map((handle) => `with:@${handle}`).join(' ');
}
