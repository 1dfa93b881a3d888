/**
 * What floats above the page: the browser's popover, which closes on Esc and on a press elsewhere and gives the focus
 * back, placed within the viewport.
 */
import { type JSX, type ReactNode, type RefObject, type ToggleEvent, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { firstFocusable } from './focus.ts';
import { type Box, place, type Wish } from './place.ts';
import s from './popover.module.css';

/** For the button that opens it. */
export interface FloatTrigger {
  ref: RefObject<HTMLButtonElement | null>;
  popoverTarget: string;
  'aria-expanded': boolean;
  'aria-haspopup': 'menu' | 'dialog';
}

export interface Float {
  open: boolean;
  trigger: FloatTrigger;
  /** For the element that floats. */
  panel: {
    ref: RefObject<HTMLDivElement | null>;
    id: string;
    popover: 'auto';
    onToggle(event: ToggleEvent<HTMLDivElement>): void;
  };
  /** Opens it without its button, at an element or a point such as a press of the right button. */
  show(at: Element | Box): void;
  hide(): void;
}

export interface FloatWish extends Partial<Wish> {
  kind: 'menu' | 'dialog';
  /** When it stands; puts the focus where it belongs. */
  onShown?: ((panel: HTMLElement) => void) | undefined;
}

export function useFloat({ kind, side = 'below', align = 'start', onShown }: FloatWish): Float {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const at = useRef<Element | Box>(null);
  const [open, setOpen] = useState(false);
  const stand = () => {
    const anchor = at.current ?? button.current;
    if (panel.current && anchor) standAt(panel.current, anchor, { side, align });
  };
  useEffect(() => {
    if (!open) return;
    // What scrolls under it carries its anchor along.
    addEventListener('resize', stand);
    addEventListener('scroll', stand, true);
    // And what comes late makes it larger.
    const sizes = new ResizeObserver(stand);
    if (panel.current) sizes.observe(panel.current);
    return () => {
      sizes.disconnect();
      removeEventListener('resize', stand);
      removeEventListener('scroll', stand, true);
    };
  });
  return {
    open,
    trigger: { ref: button, popoverTarget: id, 'aria-expanded': open, 'aria-haspopup': kind },
    panel: {
      ref: panel,
      id,
      popover: 'auto',
      onToggle: ({ newState, currentTarget, target }) => {
        if (target !== currentTarget) return;
        // Its content is there before it is measured.
        flushSync(() => setOpen(newState === 'open'));
        if (newState === 'open') {
          stand();
          onShown?.(currentTarget);
        } else {
          at.current = null;
          delete currentTarget.dataset.placed;
        }
      },
    },
    show: (where) => {
      at.current = where;
      panel.current?.showPopover();
    },
    hide: () => panel.current?.hidePopover(),
  };
}

function standAt(panel: HTMLElement, anchor: Element | Box, wish: Wish): void {
  const view = globalThis.visualViewport;
  const [width, height] = [view?.width ?? innerWidth, view?.height ?? innerHeight];
  const frame = { left: view?.offsetLeft ?? 0, top: view?.offsetTop ?? 0, width, height };
  const rtl = document.dir === 'rtl';
  const align = rtl && wish.side !== 'right' ? (wish.align === 'start' ? 'end' : 'start') : wish.align;
  panel.style.maxHeight = '';
  const box = anchor instanceof Element ? anchor.getBoundingClientRect() : anchor;
  const spot = place(box, { width: panel.offsetWidth, height: panel.offsetHeight }, frame, { ...wish, align });
  panel.style.left = `${spot.left}px`;
  panel.style.top = `${spot.top}px`;
  panel.style.maxHeight = `${spot.maxHeight}px`;
  panel.dataset.placed = '';
}

export interface PopoverProps extends Partial<Wish> {
  label: string;
  /** Spread over a button: `(opens) => <IconButton {...opens} … />`. */
  trigger(opens: FloatTrigger): ReactNode;
  /** Drawn only while it is open. */
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A panel with controls of its own, such as a picker; the first one gets the focus. */
export function Popover({ label, trigger, children, ...wish }: PopoverProps): JSX.Element {
  const float = useFloat({ kind: 'dialog', ...wish, onShown: (panel) => (firstFocusable(panel) ?? panel).focus() });
  return (
    <>
      {trigger(float.trigger)}
      <div {...float.panel} role="dialog" aria-label={label} tabIndex={-1} className={s.panel}>
        {float.open && (typeof children === 'function' ? children(float.hide) : children)}
      </div>
    </>
  );
}
