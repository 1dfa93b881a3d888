/** What a press sets off, where it stands: one deed at a time, pending until it is done, and why it failed. */
import { useRef, useState } from 'react';
import { outcome } from './attempt.ts';

export interface Act {
  /** What to tell of the last deed. */
  readonly fault: string | undefined;
  readonly isPending: boolean;
  /** Of several that share a fault and a turn, such as the rows of a table: the one that is done. */
  readonly pendingOf: string | undefined;
  /** Resolves with whether it was done; while another one is under way, it is not. */
  act(deed: () => Promise<unknown>, of?: string): Promise<boolean>;
  say(fault: string | undefined): void;
}

/** `tell`: where nothing nearby can show the fault, such as `toast`. */
export function useAct(tell?: (fault: string) => void): Act {
  const [fault, say] = useState<string>();
  const [pendingOf, setPending] = useState<string>();
  const isBusy = useRef(false);
  const act = async (deed: () => Promise<unknown>, of = ''): Promise<boolean> => {
    // Of two presses in one frame the second would find the first not drawn yet.
    if (isBusy.current) return false;
    isBusy.current = true;
    setPending(of);
    try {
      const why = await outcome(deed());
      if (!tell) say(why);
      else if (why !== undefined) tell(why);
      return why === undefined;
    } finally {
      isBusy.current = false;
      setPending(undefined);
    }
  };
  return { fault, isPending: pendingOf !== undefined, pendingOf, act, say };
}
