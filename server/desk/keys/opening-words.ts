/** What `opening.ts` and the process that it starts say to each other. */

export interface Asked {
  /** Armoured. */
  readonly privateKeys: readonly string[];
  /** RFC 3339. */
  readonly now: string;
  readonly bytesMax: number;
}

/** Why a message did not open. `too-much`: it needs more memory or time, or becomes larger, than is allowed. */
export type Unopened = 'for-another-key' | 'damaged' | 'too-much';

/** What the process exits with; anything else is an end that was put to it. */
export const EXITS: Readonly<Record<'opened' | Unopened, number>> = {
  opened: 0,
  'for-another-key': 3,
  damaged: 4,
  'too-much': 5,
};
