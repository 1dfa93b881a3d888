/** The bounds of the hub; the values stand in `limits.ts`. Times in milliseconds, sizes in bytes. */
export interface RealtimeLimits {
  /** How long a missing entry is waited for before it is read from the log; doubles with each failure. */
  readonly holeMs: number;
  /** Failures in a row after which the sockets of a log are sent away to come back later. */
  readonly healAttemptsMax: number;
  /** Entries of one log that are kept while a predecessor is missing. */
  readonly heldMax: number;
  readonly pageEntriesMax: number;
  /** A client that is further behind loads the log anew over HTTP. */
  readonly behindMax: number;
  /** Entries of one log kept for those who come back after a blink, and while somebody is catching up. */
  readonly recentMax: number;
  readonly recentWhileCatchingUp: number;
  /** Reads of logs that go on at the same time, so that a storm of returning clients leaves the database to others. */
  readonly readsAtOnceMax: number;
  readonly socketsMax: number;
  /** What may wait in one socket, unsent, when the next write is due. */
  readonly unsentBytesMax: number;
  readonly incomingBytesMax: number;
  readonly incomingPerSecondMax: number;
  /** A socket from which nothing came between two pings is dropped. */
  readonly pingEverySeconds: number;
  /** How long a closed socket may take to say goodbye, and one that catches up to take a page. */
  readonly closeMs: number;
  /** The same for one that was closed because a right has ended. */
  readonly endedCloseMs: number;
}
