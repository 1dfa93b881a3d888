/** Moving through a list of rows by keys, with one stop for Tab: which row gets the focus. */

export interface Standing {
  /** The row that has it; -1 for none. */
  readonly from: number;
  readonly count: number;
  /** Rows of one screen. */
  readonly page: number;
}

/** The row that the key leads to; undefined for other keys. At either end one stays there. */
export function rowAfter(key: string, { from, count, page }: Standing): number | undefined {
  if (count === 0) return undefined;
  const clamped = (to: number): number => Math.max(0, Math.min(count - 1, to));
  switch (key) {
    case 'ArrowUp':
      return clamped(from - 1);
    case 'ArrowDown':
      return clamped(from + 1);
    case 'PageUp':
      return clamped(from - page);
    case 'PageDown':
      return clamped(from + page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

const tabbable =
  'a[href],button:not([disabled]),input:not([disabled]),select,textarea,summary,[tabindex]:not([tabindex="-1"])';

/** Whether Tab stays within the row. Otherwise it leaves the whole list, and not for the controls of the next row. */
export function staysWithin(row: Element, target: Element, backwards: boolean): boolean {
  const stops = [...row.querySelectorAll<HTMLElement>(tabbable)].filter((one) => one.checkVisibility());
  if (target === row) return !backwards && stops.length > 0;
  const at = stops.indexOf(target as HTMLElement);
  return backwards || at < stops.length - 1;
}
