import { Refusal, Unreachable } from './api.ts';

/**
 * Runs what has a name one after the other: what is asked for while it runs is done once after it. What the server
 * refuses or does not answer is let go; after the next connection it is asked for again.
 */
export function createTasks(): (name: string, run: () => Promise<void>) => void {
  /** Whether it has to be done once more. */
  const running = new Map<string, boolean>();
  const repeat = async (name: string, run: () => Promise<void>): Promise<void> => {
    try {
      do {
        running.set(name, false);
        await run();
      } while (running.get(name));
    } catch (fault) {
      if (!(fault instanceof Refusal || fault instanceof Unreachable)) throw fault;
    } finally {
      running.delete(name);
    }
  };
  return (name, run) => {
    if (running.has(name)) running.set(name, true);
    else void repeat(name, run);
  };
}
