/** What goes on after an answer was given, in this process alone: what a stop of the process cuts off is lost. */
export interface Afterwards {
  /** Begins it and returns at once; false, with nothing begun, while as much is under way as may be. */
  begin(deed: () => Promise<void>): boolean;
  /** Resolves when everything that was begun is done. */
  settled(): Promise<void>;
}

/** `failed` hears of what is thrown; nobody else does. */
export function createAfterwards(underwayMax: number, failed: (error: unknown) => void): Afterwards {
  const underway = new Set<Promise<void>>();
  return {
    begin(deed) {
      if (underway.size >= underwayMax) return false;
      const done = deed()
        .catch(failed)
        .finally(() => underway.delete(done));
      underway.add(done);
      return true;
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}
