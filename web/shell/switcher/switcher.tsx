/** Goes anywhere by a few letters: conversations, people, settings, commands. */
import { type JSX, type ReactNode, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '#parts/avatar.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Icon, type Sign } from '#parts/icon.tsx';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { found, type Target } from '#parts/matching.ts';
import type { State } from '#sync/state.ts';
import { conversationPath, searchPath } from '#view/addresses.ts';
import { conversationName, isDirect, othersIn, signOf } from '#view/conversation-name.ts';
import { type CaseCard, casePath, inboxPath, useDeskCases } from '#view/desk-cases.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { type Command, commandsFor } from './commands.ts';
import { rememberUse, usesOf } from './recent.ts';
import styles from './switcher.module.css';

const shown = 12;

interface Choice extends Target {
  readonly face: ReactNode;
  /** Behind the name: the short name, the area. */
  readonly says?: string | undefined;
  /** At the end of the line. */
  readonly beside?: string | undefined;
  readonly go: (to: (path: string) => void) => void;
}

export function Switcher({ onClose }: { onClose: () => void }): JSX.Element {
  const workspace = useWorkspace();
  const state = useSelect((whole) => whole);
  const [query, setQuery] = useState('');
  const [, to] = useLocation();
  const { items: cases, isMine } = useDeskCases();
  const all = useMemo(
    () => [...choicesOf(state, workspace), ...(isMine ? deskChoices(cases) : [])],
    [state, workspace, cases, isMine],
  );
  const items = useMemo(
    () => [...(query.trim() === '' ? likely(all) : found(all, query, shown)), ...searchFor(query)],
    [all, query],
  );
  const choose = (choice: Choice): void => {
    rememberUse(choice.key);
    onClose();
    choice.go(to);
  };
  const { fieldProps, list } = useListbox({ items, onChoose: choose, open: true, field: 'input' });
  return (
    <Dialog title="Find or jump to" onClose={onClose} light>
      <div className={styles.field}>
        <Icon sign="search" />
        <input
          {...fieldProps}
          aria-label="Find or jump to"
          placeholder="A channel, a person, a setting …"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      {items.length > 0 ? (
        <Listbox list={list} label="Found" keyOf={({ key }) => key}>
          {({ face, name, says, beside }) => (
            <span className={styles.choice}>
              {face}
              <span className="grow trunc">
                <bdi>{name}</bdi>
                {says && <span className="meta"> {says}</span>}
              </span>
              {beside && <span className="meta">{beside}</span>}
            </span>
          )}
        </Listbox>
      ) : (
        <p className={styles.none}>Type a few letters of a name.</p>
      )}
    </Dialog>
  );
}

/** Before anything is typed: what was used last, then what has something new, conversations before all else. */
const likely = (all: readonly Choice[]): Choice[] =>
  all
    .toSorted((a, b) => b.usedAt - a.usedAt || Number(b.beside !== undefined) - Number(a.beside !== undefined))
    .slice(0, shown);

function searchFor(query: string): Choice[] {
  const words = query.trim();
  if (words === '') return [];
  const go: Choice['go'] = (to) => to(searchPath(words));
  return [{ key: 'search', name: `Search messages for “${words}”`, usedAt: 0, face: <Icon sign="search" />, go }];
}

function choicesOf(state: State, workspace: ReturnType<typeof useWorkspace>): Choice[] {
  const { conversations, members, me, permissions } = state;
  const uses = usesOf();
  const usedAt = (key: string): number => uses.indexOf(key) + 1;
  const choices: Choice[] = [];
  const withDirect = new Set<string>();
  for (const { channel, standing } of conversations.values()) {
    if (channel.archivedAt !== undefined) continue;
    const name = conversationName(channel, members, me);
    const others = isDirect(channel) ? othersIn(channel, me) : [];
    if (others.length === 1) withDirect.add(others[0] ?? '');
    const face =
      others.length === 1 ? <Avatar id={others[0] ?? ''} name={name} size="small" /> : <Icon sign={signOf(channel)} />;
    const beside = standing.unread > 0 ? `${standing.unread} unread` : undefined;
    const go: Choice['go'] = (to) => to(conversationPath(channel.id));
    choices.push({ key: channel.id, name, usedAt: usedAt(channel.id), face, beside, go });
  }
  for (const member of members.values()) {
    if (member.deactivatedAt !== undefined || withDirect.has(member.id)) continue;
    const face = <Avatar id={member.id} name={member.name} size="small" />;
    const go: Choice['go'] = (to) => void workspace.openWith([member.id]).then(({ id }) => to(conversationPath(id)));
    const handle = `@${member.handle}`;
    choices.push({
      key: member.id,
      name: member.name,
      hint: handle,
      says: handle,
      usedAt: usedAt(member.id),
      face,
      go,
    });
  }
  return [...choices, ...commandsFor(permissions).map((command) => commandChoice(command, usedAt))];
}

/** Cases by their number; by their title for who is inside. */
function deskChoices(cases: readonly CaseCard[]): Choice[] {
  const uses = usesOf();
  const usedAt = (key: string): number => uses.indexOf(key) + 1;
  const face = <Icon sign="desk" />;
  const inbox: Command = { path: inboxPath, name: 'Security desk', about: 'cases reports inbox', sign: 'desk' };
  return [
    commandChoice(inbox, usedAt),
    ...cases.map(
      ({ id, name, title }): Choice => ({
        ...{ key: id, name, usedAt: usedAt(id), face, go: (to) => to(casePath(id)) },
        ...(title ? { hint: title, says: title } : { says: 'Enter to read' }),
      }),
    ),
  ];
}

function commandChoice({ path, name, about, sign }: Command, usedAt: (key: string) => number): Choice {
  return {
    key: path,
    name,
    hint: about,
    says: path.startsWith('/me/') ? 'You' : path.startsWith('/admin/') ? 'Administration' : undefined,
    usedAt: usedAt(path),
    face: <Icon sign={sign as Sign} />,
    go: (to) => to(path),
  };
}
