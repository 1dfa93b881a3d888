/**
 * Where the focus goes. Every action hands it on: what closes gives it back, and where the receiver is gone, it goes
 * to the nearest heading, never to nowhere.
 */

const focusable =
  'a[href],button:not([disabled]),input:not([disabled]):not([type=hidden]),select:not([disabled]),' +
  'textarea:not([disabled]),summary,[tabindex]:not([tabindex="-1"])';

/** Shown and not inert; `checkVisibility` is of 2024. */
const isSeen = (element: Element): boolean => element.checkVisibility() && !element.closest('[inert]');

export function firstFocusable(within: Element, selector: string = focusable): HTMLElement | undefined {
  for (const element of within.querySelectorAll<HTMLElement>(selector)) if (isSeen(element)) return element;
  return undefined;
}

/** Focuses what cannot be reached by Tab, such as a heading or a row, without an outline left in the tab order. */
export function focusOn(element: HTMLElement): void {
  if (!element.matches(focusable) && !element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus();
}

/** Where something has the focus, for `giveBack`: itself, and the section or dialog that it is a part of. */
export interface Stand {
  readonly element: Element | null;
  readonly home: Element | null;
}

export function standOf(element: Element | null): Stand {
  return { element, home: element?.closest('section,dialog') ?? null };
}

/** Back to where it was; where that is gone or hidden, to the heading of its section, or of what is shown. */
export function giveBack({ element, home }: Stand): void {
  if (element instanceof HTMLElement && element.isConnected && element !== document.body && isSeen(element)) {
    element.focus();
    if (document.activeElement === element) return;
  }
  const near = home?.isConnected ? firstFocusable(home, 'h1,h2,h3') : undefined;
  if (near) return focusOn(near);
  for (const selector of ['main h1', 'main h2', 'h1', 'main']) {
    const heading = firstFocusable(document.body, selector);
    if (heading) return focusOn(heading);
  }
}

/** Whether keys that are typed there become text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !/^(button|checkbox|radio|submit|reset|range|color|file)$/.test(target.type)
  );
}

const lastIn = new WeakMap<Element, HTMLElement>();

/**
 * Moves the focus to the next stop of the ring: the elements with `data-ring`, in their order in the document. A stop
 * gets the focus where it was last, or on its first control, or on itself.
 */
export function moveRing(direction: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>('[data-ring]')].filter(isSeen);
  if (stops.length === 0) return;
  const active = document.activeElement;
  const current = stops.findLastIndex((stop) => stop.contains(active));
  const left = stops[current];
  if (left && active instanceof HTMLElement) lastIn.set(left, active);
  const from = current === -1 && direction === -1 ? 0 : current;
  const next = stops[(from + direction + stops.length) % stops.length];
  if (!next) return;
  const last = lastIn.get(next);
  const target = last && next.contains(last) && isSeen(last) ? last : firstFocusable(next);
  focusOn(target ?? next);
}

/** The index that an arrow, Home or End leads to among `count` things in a row; undefined for other keys. */
export function stepped(key: string, from: number, count: number, axis: 'vertical' | 'horizontal'): number | undefined {
  if (count === 0) return undefined;
  const [back, on] = axis === 'vertical' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  if (key === back) return from <= 0 ? count - 1 : from - 1;
  if (key === on) return (from + 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
