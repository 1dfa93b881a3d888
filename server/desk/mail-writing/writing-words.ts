/** What `mail-writing.ts` and the process that it starts say to each other. */

export interface Asked {
  /** Armoured, ours. None: nothing is signed. */
  readonly privateKey?: string;
  /** Binary, in base64. */
  readonly theirs: string;
  /** RFC 3339. */
  readonly now: string;
}

/** Before the armoured message. */
export interface Answered {
  readonly fingerprint: string;
  readonly isSigned: boolean;
}

/** Nobody can encrypt for this key: it is void, expired, or no key. */
export const UNUSABLE = 3;
