/** Keys of the desk. */
import { useEffect } from 'react';
import { keyboard } from '#parts/keyboard.ts';
import { useSteady } from '#view/steady.ts';

const group = 'Security desk';

/** J and K lead to the next and the previous case, and so do the keys that lead among conversations elsewhere. */
export function useCaseKeys(move: (step: 1 | -1) => void): void {
  const run = useSteady(move);
  useEffect(() => {
    const added = [
      keyboard.add({ group, keys: ['J', 'Alt+ArrowDown'], label: 'Next case', run: () => run(1) }),
      keyboard.add({ group, keys: ['K', 'Alt+ArrowUp'], label: 'Previous case', run: () => run(-1) }),
    ];
    return () => {
      for (const remove of added) remove();
    };
  }, [run]);
}

/** One key of the case that is open. */
export function useDeedKey(keys: string, label: string, deed: () => unknown): void {
  const run = useSteady(deed);
  useEffect(() => keyboard.add({ group, keys, label, run }), [keys, label, run]);
}

/** Moves the focus among the cases that stand within `main`, from where it is. */
export function focusCase(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('main [data-case]')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[at === -1 ? (step === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
}
