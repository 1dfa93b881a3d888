/** Whoever is asked to prove once more who it is: several calls that need it at once share one question. */
export interface Proofs {
  /** Resolves with whether it was proven; false where nobody asks. */
  needed(): Promise<boolean>;
  /** `ask` puts the question from now on, until what it returns is called. */
  askedBy(ask: () => Promise<boolean>): () => void;
}

export function createProofs(): Proofs {
  let asker: (() => Promise<boolean>) | undefined;
  let underway: Promise<boolean> | undefined;
  return {
    needed() {
      underway ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
        underway = undefined;
      });
      return underway;
    },
    askedBy(ask) {
      asker = ask;
      return () => {
        if (asker === ask) asker = undefined;
      };
    },
  };
}
