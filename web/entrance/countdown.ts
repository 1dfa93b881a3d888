import { useEffect, useState } from 'preact/hooks';
import { deviceClock, SECOND_MS } from '#sync/clock.ts';

interface Wait {
  readonly waitSeconds?: number;
}

/**
 * The seconds that are left of a wait, and whether it is over. `wait` is a new object for each wait. A window that
 * slept meanwhile goes on at the right second.
 */
export function useCountdown(wait: Wait | undefined): { readonly left: number; readonly isOver: boolean } {
  const [ran, setRan] = useState<{ readonly wait: Wait; readonly left: number }>();
  useEffect(() => {
    if (wait?.waitSeconds === undefined) return undefined;
    const endsMs = deviceClock.now() + wait.waitSeconds * SECOND_MS;
    const ticking = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsMs - deviceClock.now()) / SECOND_MS));
      setRan({ wait, left });
      if (left === 0) clearInterval(ticking);
    }, SECOND_MS);
    return () => clearInterval(ticking);
  }, [wait]);
  const left = ran !== undefined && ran.wait === wait ? ran.left : (wait?.waitSeconds ?? 0);
  return { left, isOver: wait?.waitSeconds !== undefined && left === 0 };
}
