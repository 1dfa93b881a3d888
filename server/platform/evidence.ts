import type { Units } from './work.ts';

/** What one check found, for a claim on the trust page. */
export interface Measurement {
  readonly at: Date;
  readonly value: string;
  readonly kept: boolean;
}

/** A measurement behind a claim. It reads and never changes state. */
export interface Evidence {
  /** Stable name of the claim, such as `durability/commit-reaches-disk`. */
  readonly claim: string;
  /** The claim in one sentence. */
  readonly says: string;
  /** After this many milliseconds without a new measurement the claim shows as stale. */
  readonly staleAfterMs: number;
  /** How a stranger checks it without trusting the server. */
  readonly check: string;
  readonly measure: (units: Units) => Promise<Measurement>;
}
