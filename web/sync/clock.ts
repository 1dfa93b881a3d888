/** Where time enters the client: what it is on this device, and a wake-up after a while. A test hands in its own. */
export interface Clock {
  /** Milliseconds since 1970, as this device has it. */
  now(): number;
  /** Runs once after so many milliseconds, unless it is called off by what this returns. */
  after(ms: number, run: () => void): () => void;
}

export const deviceClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;
