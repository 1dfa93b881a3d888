import { ok } from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { createSecretKey } from 'node:crypto';
import type { Random } from '#platform/random.ts';
import type { Binding } from './aead.ts';
import { decrypt, encrypt, SealBroken } from './aead.ts';

/** A key for data. A `KeyObject` does not show its bytes when printed, and encrypts twice as fast as raw bytes do. */
export interface SealingKey {
  /** Which of a compartment's keys this is, from 1; every ciphertext names it. */
  readonly version: number;
  readonly key: KeyObject;
}

const format = 0x01;
const headerBytes = 5;

/** The sealing key of these 32 bytes. */
export function sealingKey(version: number, bytes: Buffer): SealingKey {
  ok(Number.isInteger(version) && version > 0 && version < 2 ** 32, 'A key version is a whole number from 1.');
  ok(bytes.length === 32, 'A sealing key has 32 bytes.');
  return { version, key: createSecretKey(bytes) };
}

/**
 * `0x01 || key version (uint32, big-endian) || nonce (12) || ciphertext || tag (16)`: 33 bytes more than the plaintext.
 */
export function seal({ version, key }: SealingKey, binding: Binding, plaintext: Buffer, random: Random): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt8(format, 0);
  header.writeUInt32BE(version, 1);
  return encrypt(key, header, binding, plaintext, random);
}

/** The plaintext that was sealed with this key for this binding; throws `SealBroken` otherwise. */
export function open({ version, key }: SealingKey, binding: Binding, sealed: Buffer): Buffer {
  if (keyVersionOf(sealed, binding) !== version) throw new SealBroken('it names another key version', binding);
  return decrypt(key, headerBytes, binding, sealed);
}

/** The version of the key that a ciphertext names; throws `SealBroken` when it is no ciphertext of ours. */
export function keyVersionOf(sealed: Buffer, binding: Binding): number {
  if (sealed.length < headerBytes || sealed[0] !== format) throw new SealBroken('its format is unknown', binding);
  return sealed.readUInt32BE(1);
}
