/** Where one begins in a list, and where one is in it. */
import type { VirtualizerHandle } from 'virtua';
import { firstNewIn, type Row, rowOf } from './rows.ts';
import type { RestingPlace } from './scroll-memory.ts';

/** At the end; or at a row, or the first new one, its top so many pixels below the upper edge, or in the middle. */
export type Landing =
  | { readonly kind: 'end' }
  | { readonly kind: 'new'; readonly at: number }
  | { readonly kind: 'row'; readonly ts: string; readonly at: 'middle' | number };

interface List {
  readonly scroller: HTMLElement | null;
  /** Null where all rows are in the document. */
  readonly handle: VirtualizerHandle | null;
  readonly rows: readonly Row[];
  /** Items before the first row. */
  readonly lead: number;
}

/** True when it landed at the end, also because the row is not there any more. */
export function land(landing: Landing, { scroller, handle, rows, lead }: List): boolean {
  const to = targetOf(landing, rows);
  if (to === undefined) {
    // Where it is near the end already, nothing of the beginning is drawn on the way.
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
    handle?.scrollToIndex(rows.length + lead - 1, { align: 'end' });
    return true;
  }
  const { index, at } = to;
  if (!handle) scroller?.querySelectorAll('article')[index]?.scrollIntoView({ block: 'center' });
  else if (at === 'middle') handle.scrollToIndex(index + lead, { align: 'center' });
  else handle.scrollToIndex(index + lead, { align: 'start', offset: -at });
  return false;
}

function targetOf(landing: Landing, rows: readonly Row[]): { index: number; at: 'middle' | number } | undefined {
  if (landing.kind === 'end') return undefined;
  const index = landing.kind === 'row' ? rowOf(rows, landing.ts) : firstNewIn(rows);
  return index === -1 ? undefined : { index, at: landing.at };
}

/** The first message in sight, and how much of it is above the edge. */
export function restingPlace(scroller: HTMLElement | null): RestingPlace | undefined {
  const edge = scroller?.getBoundingClientRect().top ?? 0;
  for (const row of scroller?.querySelectorAll<HTMLElement>('article[data-ts]') ?? []) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { ts: row.dataset.ts ?? '', offset: edge - top };
  }
  return undefined;
}
