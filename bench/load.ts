/** Closed-loop load: each client sends its next request when the last one was answered. */

export interface Latencies {
  /** How many were finished after the warm-up. */
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface Phase {
  readonly warmUpMs: number;
  readonly ms: number;
  /** Called when the warm-up is over. */
  readonly begins?: () => Promise<void>;
}

/** Runs every client until the time is over; only what starts after the warm-up is counted. */
export async function closedLoop(clients: readonly (() => Promise<unknown>)[], phase: Phase): Promise<Latencies> {
  const latencies: number[] = [];
  let isCounting = false;
  let isOver = false;
  const loops = clients.map(async (client) => {
    while (!isOver) {
      const counted = isCounting;
      const start = performance.now();
      await client();
      if (counted && !isOver) latencies.push(performance.now() - start);
    }
  });
  await Promise.race([pause(phase.warmUpMs), ...loops]);
  await phase.begins?.();
  isCounting = true;
  const start = performance.now();
  await Promise.race([pause(phase.ms), ...loops]);
  isOver = true;
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(loops);
  return { ...quantiles(latencies), perSecond: latencies.length / seconds };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function quantiles(ms: readonly number[]): Omit<Latencies, 'perSecond'> {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
