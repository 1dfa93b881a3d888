/** What single keys do with the row that has the focus. They can be turned off (WCAG 2.1.4). */
import { useEffect } from 'react';
import type { Message } from '#contract/workspace.ts';
import { keyboard } from '#parts/keyboard.ts';
import { attempt } from '#view/attempt.ts';
import { copyLink, useDeeds } from '#view/message-row/message-row.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import type { Row } from './rows.ts';

interface Wish {
  onEdit?: ((message: Message) => void) | undefined;
  onThread?: ((message: Message) => void) | undefined;
}

type OnRowKey = (key: string, row: Row, element: Element) => boolean;

export function useRowKeys({ onEdit, onThread }: Wish): OnRowKey {
  const workspace = useWorkspace();
  const deeds = useDeeds();
  useHelp();
  return (key, row, element) => {
    if (row.kind !== 'message' || !deeds) return false;
    const { message } = row;
    if (key === 'ContextMenu') {
      deeds.showMenu(message, element);
      return true;
    }
    if (message.note || (key.length === 1 && !keyboard.letters)) return false;
    const { me, team } = workspace.state();
    const deed: Record<string, (() => void) | undefined | false> = {
      Enter: onThread && (() => onThread(message)),
      t: onThread && (() => onThread(message)),
      r: () => deeds.showPicker(message, element),
      e: message.author === me && message.deletedAt === undefined && onEdit && (() => onEdit(message)),
      u: message.inTimeline && (() => void attempt(workspace.markUnreadFrom(message.channel, message.ts))),
      c: () => copyLink(team?.slug ?? '', message),
    };
    const run = deed[key.length === 1 ? key.toLowerCase() : key];
    if (!run) return false;
    run();
    return true;
  };
}

const keys: readonly (readonly [keys: string, label: string])[] = [
  ['ArrowUp', 'Previous message'],
  ['ArrowDown', 'Next message'],
  ['Enter', 'Open the thread'],
  ['t', 'Open the thread'],
  ['r', 'React'],
  ['e', 'Edit'],
  ['u', 'Unread from here'],
  ['c', 'Copy the link'],
  ['Shift+F10', 'All that can be done with it'],
];

/** Listed in the help of keys; the list itself hears them. */
function useHelp(): void {
  useEffect(() => {
    const added = keys.map(([key, label]) =>
      keyboard.add({ group: 'With the focus on a message', keys: key, label, run: () => false }),
    );
    return () => {
      for (const remove of added) remove();
    };
  }, []);
}
