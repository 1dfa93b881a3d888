/** Sees a statement that never ends: the worker cannot be asked, so its count of turns is watched from outside. */
import type { Counters } from './counters.ts';

/** Calls `stuck` once when one turn has taken `limitMs`; counts its own ticks, so a suspended machine is no reason. */
export function watchTurns(counters: Counters, limitMs: number, stuck: () => void): { stop(): void } {
  const ticksMax = 10;
  let turns = 0;
  let ticks = 0;
  const timer = setInterval(() => {
    const now = counters.read('turns');
    const running = now % 2 === 1;
    ticks = running && now === turns ? ticks + 1 : 0;
    turns = now;
    if (ticks < ticksMax) return;
    clearInterval(timer);
    stuck();
  }, limitMs / ticksMax);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
