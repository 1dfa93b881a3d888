/**
 * The field in which one writes, for a new message and for an old one: it grows, knows the keys, completes names, and
 * shows what the text will look like.
 */
import {
  type ClipboardEvent,
  type JSX,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Icon } from '#parts/icon.tsx';
import { useListbox } from '#parts/listbox.tsx';
import sheet from '#parts/sheet.module.css';
import { enterHabit } from '../habit.ts';
import { Said } from '../said.tsx';
import { useWorkspace } from '../workspace.tsx';
import { isInFence } from './code.ts';
import { askingAt } from './completing.ts';
import { Completions } from './completions.tsx';
import { enterMeans } from './enter-key.ts';
import { type Format, format, isAddress, link, newLine } from './format.ts';
import { formatOf } from './format-keys.ts';
import { charactersMax } from './judgement.ts';
import { wireText } from './text.ts';
import { Tools } from './tools.tsx';
import { type Completion, useCompletions } from './use-completions.ts';
import { type Field, useWritten } from './use-field.ts';
import s from './writing.module.css';

export interface WritingProps {
  readonly field: Field;
  readonly channel: string;
  /** For those who listen: "Message #general". */
  readonly label: string;
  readonly placeholder?: string | undefined;
  /** What is wrong and what to do. */
  readonly fault?: string | undefined;
  /** What is said beside it, such as how many characters are left. */
  readonly hint?: string | undefined;
  onSend(): void;
  /** With every change that the member makes to the text. */
  onTyped?(): void;
  /** Keys that mean nothing in the field: Up in an empty one, Esc. */
  onKey?(event: KeyboardEvent<HTMLTextAreaElement>): void;
  /** More than fits was pasted, and is not in the field. */
  onLongPaste(text: string): void;
  /** Files were pasted. Without it they are left out. */
  onFiles?: ((files: readonly File[]) => void) | undefined;
  /** Between field and buttons: files, questions. */
  readonly children?: ReactNode;
  /** At the beginning and the end of the buttons. */
  readonly attach?: ReactNode;
  readonly end: ReactNode;
}

export function Writing(props: WritingProps): JSX.Element {
  const { field, channel, label, placeholder, fault, hint, onTyped } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const sends = enterHabit.use() === 'send' && !isTouch();
  const [isPreview, setPreview] = useState(false);
  const completing = useCompleting(field, channel);
  useGrowing(field);
  const togglePreview = useCallback(() => setPreview((before) => !before), []);
  const { onKeyDown, onPaste } = deedsOf(props, {
    sends,
    togglePreview,
    complete: completing.fieldProps.onKeyDown,
  });
  const { fieldProps, isAsking } = completing;

  return (
    <div ref={frame} className={sheet.frame} data-invalid={fault ? '' : undefined}>
      {isPreview && <Preview field={field} />}
      <textarea
        {...fieldProps}
        ref={field.ref}
        className={sheet.text}
        rows={1}
        aria-label={label}
        aria-invalid={fault ? true : undefined}
        aria-describedby={`${id}-said`}
        placeholder={placeholder}
        enterKeyHint={sends ? 'send' : 'enter'}
        autoComplete="off"
        spellCheck
        dir="auto"
        onChange={(event) => {
          field.read();
          if (event.target.value !== '') onTyped?.();
        }}
        onSelect={field.read}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {isAsking && <Completions list={completing.list} label={completing.label} frame={frame} />}
      {props.children}
      {/* It is there before its words are, so that they are spoken. */}
      <div id={`${id}-said`} className={s.said} aria-live="polite">
        {fault ? (
          <span className={s.fault}>
            <Icon sign="warn" small /> {fault}
          </span>
        ) : (
          hint
        )}
      </div>
      <div className={s.bar}>
        {props.attach}
        <Tools field={field} isPreview={isPreview} onPreview={togglePreview} />
        <span className="grow" />
        {props.end}
      </div>
    </div>
  );
}

interface Keys {
  readonly sends: boolean;
  togglePreview(): void;
  /** The list has the first word. */
  complete(event: KeyboardEvent): void;
}

/** What keys and pasting do to the text. */
function deedsOf(
  { field, onSend, onKey, onLongPaste, onFiles }: WritingProps,
  { sends, togglePreview, complete }: Keys,
) {
  const give = (kind: Format): void => field.apply(format(kind, field.selected()));
  const onEnter = (event: KeyboardEvent): void => {
    const selected = field.selected();
    const { text, start, end } = selected;
    const isCode = isInFence(text, start);
    const stroke = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
    event.preventDefault();
    if (enterMeans(stroke, { sends, isCode }) === 'send') return onSend();
    const plain = { from: start, to: end, insert: '\n', start: start + 1, end: start + 1 };
    field.apply(isCode ? plain : newLine(selected));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    complete(event);
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    const kind = formatOf(event);
    const { start, end } = field.selected();
    // Without a selection Ctrl+K is the switcher's.
    if (kind !== undefined && !(kind === 'link' && start === end)) {
      event.preventDefault();
      return kind === 'preview' ? togglePreview() : give(kind);
    }
    if (event.key === 'Enter' && !event.altKey) return onEnter(event);
    onKey?.(event);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain');
    const files = [...event.clipboardData.files];
    const { start, end, text: whole } = field.selected();
    // A table is copied as text and as its picture: the words are meant.
    const isTaken = files.length > 0 && text === '' && onFiles !== undefined;
    const isLong = whole.length - (end - start) + text.length > charactersMax;
    const isLink = start !== end && isAddress(text.trim()) && !isAddress(whole.slice(start, end).trim());
    if (!isTaken && !isLong && !isLink) return;
    event.preventDefault();
    if (isTaken) onFiles(files);
    else if (isLong) onLongPaste(text);
    else field.apply(link({ text: whole, start, end }, text.trim()));
  };
  return { onKeyDown, onPaste };
}

/** Keyboards on the screen have no Shift+Enter. */
const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

const labels = { '@': 'People to name', '#': 'Channels to name', ':': 'Emoji' };

function useCompleting(field: Field, channel: string) {
  /** Esc leaves the list until another name is begun. */
  const [left, setLeft] = useState<number>();
  const [hasFocus, setFocus] = useState(false);
  const asking = useWritten(field, ({ text, caret }) => (hasFocus ? askingAt(text, caret) : undefined));
  const isWanted = asking !== undefined && asking.from !== left;
  const items = useCompletions(channel, isWanted ? asking : undefined);
  const choose = ({ writes }: Completion): void => {
    if (!asking) return;
    const at = asking.from + writes.length;
    // What follows has its space already.
    const { text, caret } = field.written();
    const to = text[caret] === ' ' ? caret + 1 : caret;
    field.apply({ from: asking.from, to, insert: writes, start: at, end: at });
  };
  const isAsking = isWanted && items.length > 0;
  const onLeave = (): void => setLeft(asking?.from);
  const listbox = useListbox({ items, onChoose: choose, onLeave, open: isAsking, field: 'textarea' });
  const fieldProps = {
    ...listbox.fieldProps,
    onFocus: () => setFocus(true),
    onBlur: () => setFocus(false),
  };
  return { fieldProps, list: listbox.list, isAsking, label: labels[asking?.sign ?? '@'] };
}

/** Where the browser does not let a field grow by itself. */
function useGrowing(field: Field): void {
  useLayoutEffect(() => {
    if (CSS.supports('field-sizing', 'content')) return;
    const grow = (): void => {
      const area = field.ref.current;
      if (!area) return;
      area.style.height = 'auto';
      area.style.height = `${area.scrollHeight}px`;
    };
    grow();
    return field.subscribe(grow);
  }, [field]);
}

function Preview({ field }: { field: Field }): JSX.Element {
  const workspace = useWorkspace();
  const shown = useDeferredValue(useWritten(field, ({ text }) => text));
  return (
    <section className={s.preview} aria-label="What it will look like">
      {shown.trim() === '' ? (
        <p className="meta">What you write is shown here as others will see it.</p>
      ) : (
        <Said text={wireText(shown, workspace.state())} />
      )}
    </section>
  );
}
