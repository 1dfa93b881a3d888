/** A menu of deeds: opened by its button, by the right button of the mouse, or by Shift+F10. */
import { Fragment, type JSX, type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from 'react';
import { stepped } from './focus.ts';
import { Icon, type Sign } from './icon.tsx';
import s from './menu.module.css';
import type { Wish } from './place.ts';
import panel from './popover.module.css';
import { type FloatTrigger, useFloat } from './popover.tsx';
import { startingWith } from './typeahead.ts';

export interface MenuItem {
  label: string;
  sign?: Sign | undefined;
  /** The shortcut that does the same. */
  keys?: string | undefined;
  hint?: string | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** For a choice that is in force or not. */
  checked?: boolean | undefined;
  /** A line above it. */
  apart?: boolean | undefined;
  onSelect(): void;
}

export interface MenuProps extends Partial<Wish> {
  label: string;
  items: readonly MenuItem[];
  trigger(opens: FloatTrigger & { onKeyDown(event: KeyboardEvent): void }): ReactNode;
}

export function Menu({ label, items, trigger, ...wish }: MenuProps): JSX.Element {
  const { menu, opens } = useMenu({ label, items, ...wish });
  return (
    <>
      {trigger(opens)}
      {menu}
    </>
  );
}

/** A menu that an element opens, such as a row: spread `context` over it, and draw `menu` beside. */
export function useMenu({ label, items, ...wish }: Omit<MenuProps, 'trigger'>) {
  const typed = useRef({ text: '', at: 0 });
  const float = useFloat({ kind: 'menu', ...wish, onShown: (shown) => focusItem(shown, 0) });
  const { ref } = float.trigger;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const here = entries(event.currentTarget);
    const now = here.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Tab') float.hide();
    let next = stepped(event.key, now, here.length, 'vertical');
    if (next === undefined && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
      const labels = here.map((entry) => entry.dataset.word ?? '');
      const found = startingWith(labels, now, event.key, event.timeStamp, typed.current);
      typed.current = found.typed;
      next = found.index;
    }
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    here[next]?.focus();
  };
  const menu = (
    <div
      {...float.panel}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      className={`${panel.panel} ${s.menu}`}
      onKeyDown={onKeyDown}
    >
      {float.open && items.map((item) => <Entry key={item.label} item={item} close={float.hide} />)}
    </div>
  );
  const opens = {
    ...float.trigger,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' || !ref.current) return;
      event.preventDefault();
      float.show(ref.current);
    },
  };
  const context = {
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      event.preventDefault();
      const byKey = event.clientX === 0 && event.clientY === 0;
      float.show(byKey ? event.currentTarget : { left: event.clientX, top: event.clientY, width: 0, height: 0 });
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
      event.preventDefault();
      float.show(event.currentTarget);
    },
  };
  return { menu, opens, context, open: float.open, show: float.show };
}

const entries = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];

const focusItem = (menu: HTMLElement, index: number): void => entries(menu).at(index)?.focus();

function Entry({ item, close }: { item: MenuItem; close: () => void }): JSX.Element {
  const { label, sign, keys, hint, danger, disabled, checked, apart, onSelect } = item;
  const role = checked === undefined ? { role: 'menuitem' } : { role: 'menuitemcheckbox', 'aria-checked': checked };
  const select = () => {
    if (disabled) return;
    // First the focus goes back, so that what opens next knows where to give it to.
    close();
    onSelect();
  };
  return (
    <Fragment>
      {apart && <hr className={s.apart} />}
      <button
        type="button"
        {...role}
        aria-disabled={disabled || undefined}
        tabIndex={-1}
        data-word={label}
        className={danger ? `${s.item} ${s.danger}` : s.item}
        onClick={select}
        onPointerMove={(event) => event.currentTarget.focus()}
      >
        <span className={s.sign}>{checked ? <Icon sign="check" small /> : sign && <Icon sign={sign} small />}</span>
        <span className="grow">
          {label}
          {hint && <span className={s.hint}>{hint}</span>}
        </span>
        {keys && <kbd className={s.keys}>{keys}</kbd>}
      </button>
    </Fragment>
  );
}
