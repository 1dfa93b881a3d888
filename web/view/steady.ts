/** Callbacks that stay the same, for parts that are drawn anew only when something of theirs changes. */
import { useCallback, useLayoutEffect, useRef } from 'react';

/** Always the same function, which does what the one of the latest drawing does. Not to be called while drawing. */
export function useSteady<Given extends unknown[], Answer>(
  run: (...given: Given) => Answer,
): (...given: Given) => Answer {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  return useCallback((...given: Given) => latest.current(...given), []);
}
