/** Loading more at one end of a list: by itself when one comes near, and by a button. */
import { useRef, useState } from 'react';
import { wordsFor } from '#view/attempt.ts';
import type { EarlierProps } from './earlier.tsx';

export interface Load extends EarlierProps {
  /** Unless it is under way, or failed: then it waits for the button. */
  auto(): void;
}

export function useLoad(label: string, run: () => Promise<void>): Load {
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<string>();
  const state = useRef({ isLoading: false, hasFailed: false });
  const load = async (): Promise<void> => {
    if (state.current.isLoading) return;
    state.current.isLoading = true;
    setLoading(true);
    try {
      await run();
      state.current.hasFailed = false;
      setFault(undefined);
    } catch (caught) {
      state.current.hasFailed = true;
      setFault(wordsFor(caught));
    }
    state.current.isLoading = false;
    setLoading(false);
  };
  return {
    label,
    isLoading,
    fault,
    load: () => void load(),
    auto: () => {
      if (!state.current.hasFailed) void load();
    },
  };
}
