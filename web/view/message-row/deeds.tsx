/**
 * What can be done with the messages of a list. The menu, the picker of emoji and the dialogs stand here once for all
 * rows of the list, and know the message they were opened for.
 */
import { createContext, type JSX, type MouseEvent, type ReactNode, use, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Message } from '#contract/workspace.ts';
import { useMenu } from '#parts/menu.tsx';
import type { Box } from '#parts/place.ts';
import { attempt } from '../attempt.ts';
import { RemindDialog } from '../remind/remind.tsx';
import { useWorkspace } from '../workspace.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EditsDialog } from './edits-dialog.tsx';
import { useMenuItems } from './menu-items.ts';
import { useReactionPicker } from './reaction-picker.tsx';

export interface MessageDeedsProps {
  children: ReactNode;
  /** Without it the rows offer no thread. */
  onThread?: ((message: Message) => void) | undefined;
  /** Edits in place. */
  onEdit?: ((message: Message) => void) | undefined;
  /** Told after a message was deleted and the focus was given back, so that it can be handed on. */
  onDeleted?: (() => void) | undefined;
  /** The messages that are pinned here; without it nothing is pinned or unpinned. */
  pinned?: ReadonlySet<string> | undefined;
  /** Nothing can be written here: only what concerns oneself is offered. */
  readOnly?: boolean | undefined;
}

export interface RowDeeds {
  openThread?: ((message: Message) => void) | undefined;
  /** Adds one's reaction, or takes it back. */
  toggle(message: Message, emoji: string): void;
  showMenu(message: Message, at: Element | Box): void;
  showPicker(message: Message, at: Element): void;
  ask(question: Question): void;
  contextMenu(message: Message): (event: MouseEvent<HTMLElement>) => void;
}

/** A dialog about a message. */
export interface Question {
  readonly kind: 'delete' | 'edits' | 'remind';
  readonly message: Message;
}

const Context = createContext<RowDeeds | undefined>(undefined);

/** Undefined where a row only shows. The same object as long as the list stands. */
export const useDeeds = (): RowDeeds | undefined => use(Context);

export function MessageDeeds(props: MessageDeedsProps): JSX.Element {
  const { children, onDeleted, readOnly = false } = props;
  const workspace = useWorkspace();
  const [target, setTarget] = useState<Message>();
  const [question, setQuestion] = useState<Question>();
  const items = useMenuItems(target, { ...props, readOnly, ask: setQuestion });
  const menu = useMenu({ label: 'Message', items, align: 'end' });
  const picked = useRef<Message>(undefined);
  const toggle = (message: Message, emoji: string): void => {
    const { me } = workspace.state();
    const isMine = message.reactions.some((one) => one.emoji === emoji && one.members.includes(me ?? ''));
    const deed = isMine ? workspace.unreact : workspace.react;
    void attempt(deed(message.channel, message.ts, emoji));
  };
  const picker = useReactionPicker((emoji) => picked.current && toggle(picked.current, emoji));
  // Rows are drawn anew with another context: they get one that looks up what is latest when it is used.
  const latest = useRef({ props, menu, picker, toggle });
  latest.current = { props, menu, picker, toggle };
  const hasThread = props.onThread !== undefined;
  const deeds = useMemo((): RowDeeds => {
    const showMenu: RowDeeds['showMenu'] = (message, at) => {
      setTarget(message);
      latest.current.menu.show(heldPlace(at));
    };
    return {
      openThread: hasThread ? (message) => latest.current.props.onThread?.(message) : undefined,
      toggle: (message, emoji) => {
        if (!latest.current.props.readOnly) latest.current.toggle(message, emoji);
      },
      showMenu,
      showPicker: (message, at) => {
        picked.current = message;
        latest.current.picker.show(heldPlace(at));
      },
      ask: setQuestion,
      contextMenu: (message) => (event) => {
        // What is selected or linked has a menu of the browser's own.
        const isOwn = (event.target as Element).closest('a,input,textarea,pre') || getSelection()?.toString();
        if (isOwn || event.ctrlKey) return;
        event.preventDefault();
        showMenu(message, { left: event.clientX, top: event.clientY, width: 0, height: 0 });
      },
    };
  }, [hasThread]);
  const close = (): void => flushSync(() => setQuestion(undefined));
  const closeDeleted = (): void => {
    close();
    onDeleted?.();
  };
  return (
    <Context value={deeds}>
      {children}
      {menu.menu}
      {picker.panel}
      {question?.kind === 'delete' && (
        <DeleteDialog message={question.message} onDeleted={closeDeleted} onClose={close} />
      )}
      {question?.kind === 'edits' && <EditsDialog message={question.message} onClose={close} />}
      {question?.kind === 'remind' && <RemindDialog message={question.message} onClose={close} />}
    </Context>
  );
}

/**
 * The tools of a row go when pointer and focus leave it. So what opens from them stands at their place instead of at
 * them, and the row gets the focus, to have it again when what opened is closed.
 */
function heldPlace(at: Element | Box): Element | Box {
  if (!(at instanceof Element)) return at;
  at.closest<HTMLElement>('article')?.focus({ preventScroll: true });
  const { left, top, width, height } = at.getBoundingClientRect();
  return { left, top, width, height };
}
