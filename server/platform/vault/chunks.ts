import type { KeyObject } from 'node:crypto';
import type { Random } from '#platform/random.ts';
import { type Binding, beginEncryption, decrypt, type Encryption, sealedBytesMore } from './aead.ts';

/**
 * A key for one long sequence of bytes that is sealed chunk by chunk. Each chunk is bound to its position and to the
 * length of the whole, and so to being the last one or not: chunks that were cut off, repeated, exchanged or taken from
 * another sequence do not open (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance", CRYPTO 2015). Nonces are random, not counted, because a chunk may be sealed again
 * after a break, with other bytes.
 */
export interface ChunkKey {
  /** Begins to seal the chunk at this position, from 0, of a sequence of so many bytes. */
  seal(index: number, of: number): Encryption;
  /** Throws a fault unless these bytes were sealed for this very position. */
  open(index: number, of: number, sealed: Buffer): Buffer;
}

const header = Buffer.of(0x01);

/** `0x01 || nonce (12) || ciphertext || tag (16)`: how many bytes more than its plaintext a sealed chunk has. */
export const sealedChunkBytesMore = header.length + sealedBytesMore;

export function chunkKey(key: KeyObject, binding: (field: string) => Binding, random: Random): ChunkKey {
  const place = (index: number, of: number): Binding => binding(`chunk ${index} of ${of} bytes`);
  return {
    seal: (index, of) => beginEncryption(key, header, place(index, of), random),
    open: (index, of, sealed) => decrypt(key, header.length, place(index, of), sealed),
  };
}
