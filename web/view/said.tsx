/** What somebody wrote, with the names of this team behind its tokens. */
import type { JSX, ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { State, Workspace } from '#sync/workspace.ts';
import { conversationPath } from './addresses.ts';
import { type Lookup, MessageText } from './message-text/message-text.tsx';
import { imageOf, target } from './team-emoji.tsx';
import { useSelect, useWorkspace } from './workspace.tsx';

interface Props {
  text: string;
  /** Behind the last word. */
  after?: ReactNode;
}

export function Said({ text, after }: Props): JSX.Element {
  const workspace = useWorkspace();
  const lookup = useSelect((state) => lookupOf(workspace, state));
  return <MessageText text={text} lookup={lookup} after={after} />;
}

interface Known {
  readonly state: State;
  readonly names: ReadonlyMap<string, string>;
  readonly lookup: Lookup;
}

const known = new WeakMap<Workspace, Known>();

/** The same object until a name changes: every event makes other conversations, and few of them other names. */
function lookupOf(workspace: Workspace, state: State): Lookup {
  const before = known.get(workspace);
  if (before?.state === state) return before.lookup;
  const names = before?.state.conversations === state.conversations ? before.names : namesOf(state, before?.names);
  const isSame =
    before?.names === names &&
    before.state.members === state.members &&
    before.state.userGroups === state.userGroups &&
    before.state.emoji === state.emoji &&
    before.state.me === state.me &&
    before.state.myGroups === state.myGroups &&
    before.state.team?.slug === state.team?.slug;
  const lookup = isSame ? before.lookup : newLookup(workspace, state, names);
  known.set(workspace, { state, names, lookup });
  return lookup;
}

function namesOf(
  { conversations }: State,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let isSame = true;
  for (const [id, { channel }] of conversations) {
    if (channel.name === undefined) continue;
    names.set(id, channel.name);
    isSame &&= before.get(id) === channel.name;
  }
  return isSame && names.size === before.size ? before : names;
}

function newLookup({ api }: Workspace, state: State, names: ReadonlyMap<string, string>): Lookup {
  const { members, userGroups, emoji, me, myGroups, team } = state;
  return {
    member(id) {
      const member = members.get(id);
      return member && { name: member.name, self: id === me };
    },
    channel(id) {
      const name = names.get(id);
      return name === undefined ? undefined : { name, href: `/t/${team?.slug ?? ''}${conversationPath(id)}` };
    },
    group(id) {
      const group = userGroups.get(id);
      return group && { name: group.handle, self: myGroups.includes(id) };
    },
    emojiImage(name) {
      const found = target(emoji, name);
      return found.isImage ? imageOf(api, found.name) : undefined;
    },
    go: (path) => navigate(path),
  };
}
