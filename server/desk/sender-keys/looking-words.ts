/** What `looking.ts` says to the process that it starts. */
export interface Asked {
  /** Binary, in base64. */
  readonly known: readonly string[];
  /** RFC 3339. */
  readonly now: string;
}
