/**
 * One stop for Tab in a list of rows; arrows move it. The row with the focus stays in the document, and when it goes
 * away the focus goes to the one that takes its place.
 */
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { isTextField } from '#parts/focus.ts';
import { rowAfter, staysWithin } from './list-keys.ts';
import { type Row, rowOf } from './rows.ts';

interface Wish {
  rows: readonly Row[];
  /** Items of the list before its first row. */
  lead: number;
  handle: RefObject<VirtualizerHandle | null>;
  scroller: RefObject<HTMLElement | null>;
  /** Keys that do something with a row; true when it was taken. */
  onRowKey?: ((key: string, row: Row, element: Element) => boolean) | undefined;
}

interface FocusedRow {
  /** The index of the row that Tab leads to. */
  stop: number;
  /** Behind the list: from here Tab goes on. */
  end: RefObject<HTMLDivElement | null>;
  section: {
    tabIndex: number;
    onFocus(event: FocusEvent<HTMLElement>): void;
    onBlur(event: FocusEvent<HTMLElement>): void;
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  };
  focusRow(ts: string | undefined): void;
  focusLast(): void;
}

/** Pixels of an ordinary row. */
const rowAbout = 60;
const rowSelector = 'article[data-key]';
/** So many rows go at once where they were far from what is read, and are not kept any more. */
const goneAtOnce = 20;

export function useFocusedRow(wish: Wish): FocusedRow {
  const { rows, scroller, onRowKey } = wish;
  const end = useRef<HTMLDivElement>(null);
  const [isWithin, setWithin] = useState(false);
  const isLeaving = useRef(false);
  const { stop, setKey, focusIndex } = useStop(wish, isWithin, end);

  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    const section = event.currentTarget;
    const fromOutside = !section.contains(event.relatedTarget);
    setWithin(true);
    if (event.target === end.current) return;
    if (event.target === section) {
      if (!isLeaving.current) focusIndex(stop);
      isLeaving.current = false;
      return;
    }
    const row = (event.target as Element).closest<HTMLElement>(rowSelector);
    // By Tab from below one comes to the row, and not to the last control in it.
    if (row && fromOutside && event.target !== row && byTab) return focusIndex(stop);
    if (row) setKey(row.dataset.key);
  };
  const leave = (event: KeyboardEvent<HTMLElement>): void => {
    isLeaving.current = true;
    (event.shiftKey ? event.currentTarget : end.current)?.focus({ preventScroll: true });
    isLeaving.current = false;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>(rowSelector);
    if (!row || event.defaultPrevented || isTextField(target) || target.closest('[popover],dialog')) return;
    if (event.key === 'Tab') {
      if (!staysWithin(row, target, event.shiftKey)) leave(event);
      return;
    }
    const from = rows.findIndex((one) => one.key === row.dataset.key);
    const model = rows[from];
    if (!model || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowAbout));
    const next = rowAfter(event.key, { from, count: rows.length, page });
    if (next !== undefined) {
      event.preventDefault();
      focusIndex(next);
    } else if (event.key !== 'Enter' || target === row) {
      // Enter on a button within the row presses the button.
      const name = event.shiftKey && event.key === 'F10' ? 'ContextMenu' : event.key;
      if (onRowKey?.(name, model, row)) event.preventDefault();
    }
  };
  return {
    stop,
    end,
    section: {
      tabIndex: isWithin ? -1 : 0,
      onFocus,
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setWithin(false);
      },
      onKeyDown,
    },
    focusRow: (ts) => focusIndex(ts === undefined ? stop : Math.max(0, rowOf(rows, ts))),
    focusLast: () => {
      if (!scroller.current?.contains(document.activeElement)) focusIndex(stop);
    },
  };
}

/** The row that Tab leads to, and the way of the focus to any row, also to one that is not in the document yet. */
function useStop({ rows, lead, handle, scroller }: Wish, isWithin: boolean, end: RefObject<HTMLDivElement | null>) {
  const [key, setKey] = useState<string>();
  const wanted = useRef<string>(undefined);
  const lastIndex = useRef(-1);
  const count = useRef(rows.length);
  const found = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  const last = rows.length - 1;
  // Of a row that is gone, the one that took its place.
  const stop = found !== -1 ? found : lastIndex.current === -1 ? last : Math.min(lastIndex.current, last);
  const elementOf = (wantedKey: string): HTMLElement | null | undefined =>
    scroller.current?.querySelector<HTMLElement>(`${rowSelector}[data-key="${CSS.escape(wantedKey)}"]`);
  const giveFocus = (): void => {
    const there = wanted.current === undefined ? undefined : elementOf(wanted.current);
    if (!there) return;
    wanted.current = undefined;
    there.focus({ preventScroll: true });
    if (!handle.current) there.scrollIntoView({ block: 'nearest' });
  };
  const focusIndex = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    wanted.current = row.key;
    setKey(row.key);
    giveFocus();
    handle.current?.scrollToIndex(index + lead, { align: 'nearest' });
  };
  // A row that was far away is drawn now.
  useLayoutEffect(giveFocus);
  useLayoutEffect(() => {
    const isFar = count.current - rows.length >= goneAtOnce;
    count.current = rows.length;
    if (found !== -1) lastIndex.current = found;
    else if (isWithin && key !== undefined && document.activeElement === document.body) {
      // Nobody is taken back to where the row was: the list keeps the focus, and its place.
      if (isFar) end.current?.focus({ preventScroll: true });
      else focusIndex(stop);
    }
  });
  return { stop, setKey, focusIndex };
}

/** How the focus is being moved. */
let byTab = false;
if (typeof document === 'object') {
  const note = (isTab: boolean): void => {
    byTab = isTab;
  };
  document.addEventListener('keydown', ({ key }) => note(key === 'Tab'), true);
  document.addEventListener('pointerdown', () => note(false), true);
}
