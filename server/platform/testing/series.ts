/** Test files that run in one process, one after the other, and what outlives each of them. */
import { MINUTE_MS } from '../clock.ts';

export const fileMsMax = 20 * MINUTE_MS;

const closers: (() => Promise<void>)[] = [];
let isRunning = false;

export const isSeries = (): boolean => isRunning;

/** Runs the files, then closes what they shared. */
export async function runSeries(run: () => Promise<void>): Promise<void> {
  isRunning = true;
  try {
    await run();
  } finally {
    for (const close of closers) await close();
  }
}

/** Has something closed when the last file has ended. */
export const afterSeries = (close: () => Promise<void>): void => void closers.push(close);
