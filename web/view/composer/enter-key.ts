/** What Enter does, which is a habit: of this device, not of the member. */
import { useSyncExternalStore } from 'react';

const key = 'wardroom.enter';
const listeners = new Set<() => void>();

export const enterSends = (): boolean => localStorage.getItem(key) !== 'line';

export function setEnterSends(sends: boolean): void {
  localStorage.setItem(key, sends ? 'send' : 'line');
  for (const listener of listeners) listener();
}

export function useEnterSends(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, enterSends);
}

interface Stroke {
  readonly shift: boolean;
  readonly ctrl: boolean;
}

/** Ctrl with Enter always sends. In code, and on the keyboard of a phone, Enter is a line. */
export function enterMeans(
  { shift, ctrl }: Stroke,
  { sends, isCode }: { sends: boolean; isCode: boolean },
): 'send' | 'line' {
  if (ctrl) return 'send';
  return sends && !shift && !isCode ? 'send' : 'line';
}
