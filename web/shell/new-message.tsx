/** To whom: one person, or up to eight together. */
import { type JSX, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '#parts/avatar.tsx';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { found, type Target } from '#parts/matching.ts';
import type { State } from '#sync/workspace.ts';
import { conversationPath } from '#view/addresses.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './new-message.module.css';

const togetherMax = 8;
const shown = 8;

export function NewMessage({ onClose }: { onClose: () => void }): JSX.Element {
  const workspace = useWorkspace();
  const members = useSelect((state) => state.members);
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [query, setQuery] = useState('');
  const [fault, setFault] = useState<string>();
  const items = useMemo(() => peopleFor(members, chosen, query), [members, chosen, query]);
  const isFull = chosen.length >= togetherMax;
  const { fieldProps, list } = useListbox({
    items,
    open: !isFull,
    field: 'input',
    onChoose: ({ key }) => {
      setChosen([...chosen, key]);
      setQuery('');
    },
  });
  const begin = async (): Promise<void> => {
    if (chosen.length === 0) return;
    try {
      const { id } = await workspace.openWith(chosen);
      onClose();
      go(conversationPath(id));
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <Dialog
      title="New message"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={chosen.length === 0} onClick={() => void begin()}>
            Begin
          </Button>
        </>
      }
    >
      <p className={styles.about}>With one person, or up to {togetherMax} together. Nobody else will see it.</p>
      <Chosen chosen={chosen} onTakeOut={(id) => setChosen(chosen.filter((one) => one !== id))} />
      <input
        {...fieldProps}
        className={styles.field}
        aria-label="Add a person"
        placeholder={isFull ? 'That is as many as there can be' : 'Type a name'}
        autoComplete="off"
        value={query}
        disabled={isFull}
        onChange={(event) => setQuery(event.target.value)}
      />
      {!isFull && items.length > 0 && (
        <Listbox list={list} label="People" keyOf={({ key }) => key}>
          {({ key, name, hint }) => (
            <span className="row">
              <Avatar id={key} name={name} size="small" />
              <bdi>{name}</bdi> <span className="meta">{hint}</span>
            </span>
          )}
        </Listbox>
      )}
      <p role="alert">{fault}</p>
    </Dialog>
  );
}

function peopleFor(members: State['members'], chosen: readonly string[], query: string): Target[] {
  const open = [...members.values()].filter(({ id, deactivatedAt }) => !deactivatedAt && !chosen.includes(id));
  const targets = open.map(({ id, name, handle }) => ({ key: id, name, hint: `@${handle}`, usedAt: 0 }));
  return found(targets, query, shown);
}

function Chosen({
  chosen,
  onTakeOut,
}: {
  chosen: readonly string[];
  onTakeOut: (id: string) => void;
}): JSX.Element | null {
  const members = useSelect((state) => state.members);
  if (chosen.length === 0) return null;
  return (
    <ul className={styles.chosen} aria-label="Chosen">
      {chosen.map((id) => (
        <li key={id}>
          <button type="button" onClick={() => onTakeOut(id)}>
            <bdi>{members.get(id)?.name}</bdi> <span aria-hidden="true">×</span>
            <span className="vh">take out</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
