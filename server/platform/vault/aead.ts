import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '#platform/random.ts';

/**
 * What a ciphertext belongs to. It is authenticated with the ciphertext but not stored in it, so a ciphertext that was
 * moved to another team, compartment, record or field does not open there.
 */
export interface Binding {
  readonly team: string;
  /** 'team', 'search', or the id of whatever else has a key of its own inside the team. */
  readonly compartment: string;
  readonly record: string;
  readonly field: string;
}

/**
 * A fault, never the fault of the person asking: stored data was altered or moved, or the key is not the one it was
 * sealed with. Carries what it belongs to (ids only), never bytes of it.
 */
export class SealBroken extends Error {
  readonly binding: Binding;

  constructor(why: string, binding: Binding) {
    super(`A sealed value does not open: ${why}.`);
    this.name = 'SealBroken';
    this.binding = binding;
  }
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) under a random nonce: `header || nonce (12) || ciphertext || tag (16)`. Header and
 * binding are authenticated. One key must not encrypt more than 2^32 times.
 */
export function encrypt(key: KeyObject, header: Buffer, binding: Binding, plaintext: Buffer, random: Random): Buffer {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(header, binding));
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()]);
}

/** An encryption under way: what `encrypt` gives, in pieces, for more than should be in memory at once. */
export interface Encryption {
  /** Header and nonce: the first bytes of the result. */
  readonly head: Buffer;
  /** The ciphertext of the next bytes, as many as came in. */
  update(plaintext: Buffer): Buffer;
  /** The tag: the last bytes. Once. */
  end(): Buffer;
}

export function beginEncryption(key: KeyObject, header: Buffer, binding: Binding, random: Random): Encryption {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(header, binding));
  return {
    head: Buffer.concat([header, nonce]),
    update: (plaintext) => cipher.update(plaintext),
    end() {
      cipher.final();
      return cipher.getAuthTag();
    },
  };
}

/** How many bytes more than plaintext and header a sealed value has. */
export const sealedBytesMore = nonceBytes + tagBytes;

/** The plaintext behind a header of this length; throws `SealBroken` unless every byte and the binding are right. */
export function decrypt(key: KeyObject, headerBytes: number, binding: Binding, sealed: Buffer): Buffer {
  const start = headerBytes + nonceBytes;
  const end = sealed.length - tagBytes;
  if (end < start) throw new SealBroken('it is cut off', binding);
  const nonce = sealed.subarray(headerBytes, start);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(associatedData(sealed.subarray(0, headerBytes), binding));
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(start, end));
  try {
    decipher.final();
  } catch {
    throw new SealBroken('it was altered or moved, or sealed with another key', binding);
  }
  return plaintext;
}

/** Each part stands behind its length, so no two bindings give the same bytes. */
function associatedData(header: Buffer, { team, compartment, record, field }: Binding): Buffer {
  const parts = [team, compartment, record, field];
  const bytes = Buffer.allocUnsafe(header.length + parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0));
  let at = header.copy(bytes);
  for (const part of parts) {
    const written = bytes.write(part, at + 4);
    bytes.writeUInt32BE(written, at);
    at += 4 + written;
  }
  return bytes;
}
