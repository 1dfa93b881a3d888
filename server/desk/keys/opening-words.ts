/** What `opening.ts` and the process that it starts say to each other. */
import type { Unopened } from '../open-pgp-words.ts';

export interface Asked {
  /** Armoured. */
  readonly privateKeys: readonly string[];
  /** RFC 3339. */
  readonly now: string;
  readonly bytesMax: number;
}

/** What the process exits with; anything else is an end that was put to it. */
export const EXITS: Readonly<Record<'opened' | Unopened, number>> = {
  opened: 0,
  'for-another-key': 3,
  damaged: 4,
  'too-much': 5,
};
