/** Whether lists keep everything that was loaded in the document, for readers that go through it by themselves. */
import { useSyncExternalStore } from 'react';

const name = 'wardroom-plain-list';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A setting of this device. */
export function usePlainList(): readonly [isPlain: boolean, set: (isPlain: boolean) => void] {
  const isPlain = useSyncExternalStore(subscribe, () => localStorage.getItem(name) === 'on');
  return [isPlain, setPlain];
}

function setPlain(isPlain: boolean): void {
  if (isPlain) localStorage.setItem(name, 'on');
  else localStorage.removeItem(name);
  for (const listener of listeners) listener();
}
