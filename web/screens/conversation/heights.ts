/**
 * The heights of rows as they were measured, for coming back: a list that knows them stands at its end at once, without
 * being measured row by row. They hold for the width and the density that they were measured in.
 */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { CacheSnapshot, VirtualizerHandle } from 'virtua';
import type { Row } from './rows.ts';

interface Measured {
  readonly heights: CacheSnapshot;
  readonly count: number;
  /** The first item and the last; what was deleted between them moves the last. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly place: string;
}

interface List {
  /** Undefined: nothing is remembered of it. */
  readonly name: string | undefined;
  readonly items: readonly (Row | undefined)[];
  readonly scroller: RefObject<HTMLElement | null>;
  readonly handle: RefObject<VirtualizerHandle | null>;
}

const most = 50;
const known = new Map<string, Measured>();

/** Undefined: they are not known, or were of another width. Read once, when the list is made. */
export function useHeights(list: List): CacheSnapshot | undefined {
  const latest = useRef(list);
  latest.current = list;
  const [found, setFound] = useState(() => heightsOf(list));
  useLayoutEffect(() => {
    const { name, scroller, handle } = latest.current;
    const [element, virtualizer] = [scroller.current, handle.current];
    if (name === undefined || !element || !virtualizer) return;
    const place = placeOf(element.clientWidth);
    // Of another width: the list is made anew, without them.
    if (found && found.place !== place) return setFound(undefined);
    let isSame = true;
    const observer = new ResizeObserver(() => {
      isSame &&= placeOf(element.clientWidth) === place;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      known.delete(name);
      const { items } = latest.current;
      if (isSame && items.length > 0) remember(name, { heights: virtualizer.cache, place, ...edgesOf(items) });
    };
  }, [found]);
  return found?.heights;
}

const placeOf = (width: number): string => `${width} ${document.documentElement.dataset.density}`;

function remember(name: string, measured: Measured): void {
  known.set(name, measured);
  for (const oldest of known.keys()) {
    if (known.size <= most) return;
    known.delete(oldest);
  }
}

/** Of a list of which at least one item is there. What stands before the first message has no key. */
const edgesOf = (items: List['items']): Pick<Measured, 'count' | 'first' | 'last'> => ({
  count: items.length,
  first: items[0]?.key,
  last: items.at(-1)?.key,
});

/** Whatever has come behind the rows that were measured. */
function heightsOf({ name, items }: List): Measured | undefined {
  const measured = name === undefined ? undefined : known.get(name);
  if (!measured || items.length < measured.count) return undefined;
  const { first, last } = edgesOf(items.slice(0, measured.count));
  return first === measured.first && last === measured.last ? measured : undefined;
}
