/** A small setting of this device, such as a folded section; nothing of anybody's words. */
import { useState } from 'react';

const prefix = 'wardroom ';

export function useDeviceSetting(name: string, initial: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => read(name) ?? initial);
  return [
    value,
    (next) => {
      setValue(next);
      write(name, next);
    },
  ];
}

// A browser may refuse its storage: then the setting lasts as long as the window.
function read(name: string): boolean | undefined {
  try {
    const kept = localStorage.getItem(prefix + name);
    return kept === null ? undefined : kept === 'yes';
  } catch {
    return undefined;
  }
}

function write(name: string, value: boolean): void {
  try {
    localStorage.setItem(prefix + name, value ? 'yes' : 'no');
  } catch {}
}
