import { randomBytes, randomUUIDv7 } from 'node:crypto';

/** The one place where randomness enters. */
export interface Random {
  bytes(length: number): Buffer;
  /** A UUIDv7 (RFC 9562): rises with time, so it makes a good key; it is no secret. */
  uuid(): string;
}

const poolBytes = 4096;

/**
 * Small requests (nonces, salts) are cut from a pool, because asking the system costs more than what is asked for. What
 * was handed out is wiped from the pool, so that it is in one place only.
 */
function pooled(): (length: number) => Buffer {
  let pool = Buffer.alloc(0);
  let at = 0;
  return (length) => {
    if (length > poolBytes / 16) return randomBytes(length);
    if (at + length > pool.length) [pool, at] = [randomBytes(poolBytes), 0];
    const bytes = Buffer.from(pool.subarray(at, at + length));
    pool.fill(0, at, at + length);
    at += length;
    return bytes;
  };
}

export const systemRandom: Random = {
  bytes: pooled(),
  uuid: () => randomUUIDv7(),
};
