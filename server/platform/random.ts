import { randomBytes, randomUUIDv7 } from 'node:crypto';

/** The one place where randomness enters. */
export interface Random {
  bytes(length: number): Buffer;
  /** A UUIDv7 (RFC 9562): rises with time, so it makes a good key; it is no secret. */
  uuid(): string;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUIDv7(),
};
