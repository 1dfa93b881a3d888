/** Long bytes of a record, sealed piece by piece under its key: each opens only in its own place. */
import type { Compartment } from '#platform/vault/vault.ts';
import { deskLimits } from './limits.ts';

interface SealedPart {
  readonly part: number;
  readonly sealed: Buffer;
}

export function sealedParts(key: Compartment, id: string, field: string, bytes: Buffer): SealedPart[] {
  const parts: SealedPart[] = [];
  for (let part = 0, at = 0; at < bytes.length; part++, at += deskLimits.rawPartBytes) {
    const piece = bytes.subarray(at, at + deskLimits.rawPartBytes);
    parts.push({ part, sealed: key.seal(id, `${field} ${part}`, piece.toString('base64')) });
  }
  return parts;
}

/** In the order of their numbers, from the first on. */
export const openParts = (key: Compartment, id: string, field: string, parts: readonly SealedPart[]): Buffer =>
  Buffer.concat(parts.map(({ part, sealed }) => Buffer.from(key.open(id, `${field} ${part}`, sealed), 'base64')));

/** How many parts the longest bytes can have. */
export const partsMax = Math.ceil(deskLimits.rawBytesMax / deskLimits.rawPartBytes);
