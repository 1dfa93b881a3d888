/** The text being written and its caret. Every change by a deed goes through the browser, so that undo knows of it. */
import { type RefObject, useMemo, useRef, useState } from 'react';
import { type Edit, edited, type Selected } from './format.ts';

export interface Field {
  readonly text: string;
  /** Where the caret is, or the selection ends; UTF-16 units from the beginning. */
  readonly caret: number;
  readonly ref: RefObject<HTMLTextAreaElement | null>;
  selected(): Selected;
  /** What the member has typed. */
  typed(): void;
  /** The caret has moved. */
  moved(): void;
  apply(edit: Edit): void;
  /** Puts another text in its place, for which there is no undo, with the caret there or at its end. */
  set(text: string, caret?: number): void;
}

export function useField(initial = ''): Field {
  const ref = useRef<HTMLTextAreaElement>(null);
  const [{ text, caret }, setState] = useState({ text: initial, caret: initial.length });
  const deeds = useMemo(() => {
    const read = (): void => {
      const area = ref.current;
      if (area) setState({ text: area.value, caret: area.selectionEnd });
    };
    return {
      selected: (): Selected => {
        const area = ref.current;
        return area
          ? { text: area.value, start: area.selectionStart, end: area.selectionEnd }
          : { text: '', start: 0, end: 0 };
      },
      typed: read,
      // Its text may be about to change, and is not the area's any more.
      moved: () => {
        const caret = ref.current?.selectionEnd;
        if (caret !== undefined) setState((before) => (before.caret === caret ? before : { ...before, caret }));
      },
      apply: (edit: Edit): void => {
        if (ref.current) change(ref.current, edit);
        read();
      },
      set: (next: string, at = next.length): void => {
        setState({ text: next, caret: at });
        // The caret is set once the text stands there.
        requestAnimationFrame(() => ref.current?.setSelectionRange(at, at));
      },
    };
  }, []);
  return { text, caret, ref, ...deeds };
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
