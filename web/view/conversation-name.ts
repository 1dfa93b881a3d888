/** What a conversation is called, and the sign before its name. */
import type { Member } from '#contract/identity.ts';
import type { Channel } from '#contract/workspace.ts';
import type { Sign } from '#parts/icon.tsx';

type Members = ReadonlyMap<string, Member>;

/** The other people in a direct or group conversation; oneself in the notes to oneself. */
export function othersIn({ members = [] }: Channel, me: string | undefined): string[] {
  const others = members.filter((member) => member !== me);
  return others.length > 0 || me === undefined ? others : [me];
}

export const memberName = (members: Members, id: string): string => members.get(id)?.name ?? 'Somebody';

export function conversationName(channel: Channel, members: Members, me: string | undefined): string {
  if (channel.name !== undefined) return channel.name;
  const others = othersIn(channel, me);
  if (others.length === 1 && others[0] === me) return `${memberName(members, others[0] ?? '')} (you)`;
  const names = others.map((id) => memberName(members, id));
  // A direct conversation by the whole name; a group by first names, as people speak of it.
  return names.length === 1 ? (names[0] ?? '') : names.map((name) => name.split(' ')[0]).join(', ');
}

export const isDirect = ({ kind }: Channel): boolean => kind === 'direct' || kind === 'group';

export const signOf = ({ kind }: Channel): Sign => (kind === 'public' ? 'hash' : kind === 'private' ? 'lock' : 'users');
