/** Where randomness enters the client. A test hands in its own. */
export interface Random {
  /** A UUID of version 4. */
  uuid(): string;
  /** From 0 up to, but not, 1. */
  fraction(): number;
}

export const deviceRandom: Random = {
  uuid: () => crypto.randomUUID(),
  fraction: () => Math.random(),
};
