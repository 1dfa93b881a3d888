/**
 * A list to choose from while one goes on typing: the field keeps the focus, the list knows which of its options is
 * meant. For the switcher, and for what completes names in a text.
 */
import { type JSX, type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { stepped } from './focus.ts';
import s from './listbox.module.css';

export interface ListboxWish<Item> {
  items: readonly Item[];
  onChoose(item: Item): void;
  /** By Esc. */
  onLeave?: (() => void) | undefined;
  /** The list is shown; with no items it says so itself. */
  open: boolean;
  /** A text area is no combobox: it takes Tab too, and Home and End stay in the text. */
  field: 'input' | 'textarea';
}

export interface ListboxState<Item> {
  /** Spread over the field. Where that listens for keys too, call this `onKeyDown` first: it prevents what it used. */
  fieldProps: {
    role?: 'combobox';
    'aria-autocomplete': 'list';
    'aria-controls': string | undefined;
    'aria-expanded'?: boolean;
    'aria-activedescendant': string | undefined;
    onKeyDown(event: KeyboardEvent): void;
  };
  list: {
    id: string;
    items: readonly Item[];
    active: number;
    setActive(index: number): void;
    choose(item: Item): void;
  };
}

/** The first item is meant until another one is; a new list begins at its first again. */
export function useListbox<Item>({ items, onChoose, onLeave, open, field }: ListboxWish<Item>): ListboxState<Item> {
  const id = useId();
  const [at, setAt] = useState<{ items: readonly Item[]; index: number }>({ items, index: 0 });
  const active = at.items === items ? at.index : 0;
  const shown = open && items.length > 0;
  const setActive = (index: number) => setAt({ items, index });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && onLeave) {
      event.preventDefault();
      event.stopPropagation();
      onLeave();
      return;
    }
    const item = items[active];
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!shown || item === undefined || !plain) return;
    if (event.key === 'Enter' || (event.key === 'Tab' && field === 'textarea')) {
      event.preventDefault();
      onChoose(item);
    } else if (/^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      setActive(stepped(event.key, active, items.length, 'vertical') ?? active);
    }
  };
  const tied = {
    'aria-autocomplete': 'list' as const,
    'aria-controls': shown ? id : undefined,
    'aria-activedescendant': shown ? optionId(id, active) : undefined,
    onKeyDown,
  };
  const fieldProps = field === 'input' ? { ...tied, role: 'combobox' as const, 'aria-expanded': shown } : tied;
  return { fieldProps, list: { id, items, active, setActive, choose: onChoose } };
}

const optionId = (id: string, index: number): string => `${id}-${index}`;

export interface ListboxProps<Item> {
  list: ListboxState<Item>['list'];
  label: string;
  keyOf(item: Item): string;
  children(item: Item, active: boolean): ReactNode;
}

export function Listbox<Item>({ list, label, keyOf, children }: ListboxProps<Item>): JSX.Element {
  const { id, items, active } = list;
  useEffect(() => {
    document.getElementById(optionId(id, active))?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <div role="listbox" id={id} aria-label={label} className={s.listbox}>
      {items.map((item, index) => (
        // The field has the focus and hears the keys: this is the way of the pointer.
        // biome-ignore lint/a11y/useFocusableInteractive: reached through aria-activedescendant
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
        <div
          key={keyOf(item)}
          role="option"
          id={optionId(id, index)}
          aria-selected={index === active}
          className={s.option}
          onPointerMove={() => index !== active && list.setActive(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => list.choose(item)}
        >
          {children(item, index === active)}
        </div>
      ))}
    </div>
  );
}
