/** Who has which name, from what is known of the team. Each index is made when it is first asked for. */
import type { Member } from '#contract/identity.ts';
import type { State } from '#sync/state.ts';
import type { Directory } from './tokens.ts';

/** Handles of those who were found beyond the members that are known here. */
const found = new Map<string, string>();

export function learn(members: readonly Pick<Member, 'id' | 'handle'>[]): void {
  for (const { id, handle } of members) found.set(handle, id);
}

type Known = Pick<State, 'members' | 'userGroups' | 'conversations'>;
type Index = ReadonlyMap<string, string>;

const indexes = new WeakMap<object, Index>();

function indexed<Of>(of: ReadonlyMap<string, Of>, nameOf: (one: Of) => string | undefined): Index {
  const there = indexes.get(of);
  if (there) return there;
  const index = new Map<string, string>();
  for (const [id, one] of of) {
    const name = nameOf(one);
    if (name !== undefined) index.set(name, id);
  }
  indexes.set(of, index);
  return index;
}

export function directoryOf({ members, userGroups, conversations }: Known): Directory {
  return {
    named: (handle) =>
      indexed(members, (member) => member.handle).get(handle) ??
      indexed(userGroups, (group) => (group.disabledAt === undefined ? group.handle : undefined)).get(handle) ??
      found.get(handle),
    channelNamed: (name) => indexed(conversations, ({ channel }) => channel.name).get(name),
    handleOf: (id) => members.get(id)?.handle ?? userGroups.get(id)?.handle,
    channelNameOf: (id) => conversations.get(id)?.channel.name,
  };
}
