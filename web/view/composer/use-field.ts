/**
 * The text being written and its caret. The area holds it, and a key draws nothing by itself: what is made of the text
 * is drawn when that changes. Every change by a deed goes through the browser, so that undo knows of it.
 */
import { type RefObject, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { type Edit, edited, type Selected } from './format.ts';

/** Always the same object. */
export interface Field {
  /** Give it to an area without a value of its own. */
  readonly ref: RefObject<HTMLTextAreaElement | null>;
  written(): Written;
  /** Told after each change, before the next frame; returns how to end it. */
  subscribe(listener: () => void): () => void;
  selected(): Selected;
  /** The member has typed, or moved the caret. */
  read(): void;
  apply(edit: Edit): void;
  /** Puts another text in its place, for which there is no undo, with the caret there or at its end. */
  set(text: string, caret?: number): void;
}

export interface Written {
  readonly text: string;
  /** Where the caret is, or the selection ends; UTF-16 units from the beginning. */
  readonly caret: number;
}

export function useField(initial = ''): Field {
  const ref = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it begins with
  const field = useMemo(() => createField(ref, initial), []);
  useLayoutEffect(() => {
    if (ref.current) ref.current.value = field.written().text;
  }, [field]);
  return field;
}

function createField(ref: RefObject<HTMLTextAreaElement | null>, initial: string): Field {
  let written: Written = { text: initial, caret: initial.length };
  const listeners = new Set<() => void>();
  const put = (text: string, caret: number): void => {
    if (written.text === text && written.caret === caret) return;
    written = { text, caret };
    for (const listener of [...listeners]) listener();
  };
  const read = (): void => {
    if (ref.current) put(ref.current.value, ref.current.selectionEnd);
  };
  return {
    ref,
    written: () => written,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    selected: () =>
      ref.current
        ? { text: ref.current.value, start: ref.current.selectionStart, end: ref.current.selectionEnd }
        : { text: '', start: 0, end: 0 },
    read,
    apply(edit) {
      if (ref.current) change(ref.current, edit);
      read();
    },
    set(text, caret = text.length) {
      if (ref.current) {
        ref.current.value = text;
        ref.current.setSelectionRange(caret, caret);
      }
      put(text, caret);
    },
  };
}

/** What is made of the text, drawn anew when that is another: a value, or an object in which something is another. */
export function useWritten<T>(field: Field, make: (written: Written) => T): T {
  const last = useRef<T>(undefined);
  return useSyncExternalStore(field.subscribe, () => {
    const made = make(field.written());
    if (last.current === undefined || !isSame(last.current, made)) last.current = made;
    return last.current as T;
  });
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const [before, after] = [Object.entries(one), new Map(Object.entries(other))];
  return before.length === after.size && before.every(([key, value]) => after.get(key) === value);
}

/** `execCommand` is called obsolete and is the one way by which an undo of the browser takes the change back. */
function change(area: HTMLTextAreaElement, edit: Edit): void {
  area.focus();
  const before = area.value;
  area.setSelectionRange(edit.from, edit.to);
  const isEmpty = edit.from === edit.to && edit.insert === '';
  if (!isEmpty) document.execCommand(edit.insert === '' ? 'delete' : 'insertText', false, edit.insert);
  const wanted = edited(before, edit);
  if (area.value !== wanted) area.setRangeText(wanted, 0, area.value.length);
  area.setSelectionRange(edit.start, edit.end);
}
