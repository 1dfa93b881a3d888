/**
 * Keys as strangers hand them over, looked at in a process of its own (`platform/confined`): what they are, and which
 * of them one can write to.
 */
import { fileURLToPath } from 'node:url';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { packed, runConfined, unpacked } from '#platform/confined/confined.ts';
import { deskLimits } from '../limits.ts';
import { PublicKeyFacts } from '../open-pgp-words.ts';
import type { Asked } from './looking-words.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const Answer = Type.Array(Type.Object({ ...PublicKeyFacts.properties, bytes: Type.Integer({ minimum: 0 }) }));
const ours = Compile(Answer);

export type LookedAt = PublicKeyFacts & { readonly publicKey: Buffer };

/** The keys in these bytes, armoured or not, with what `known` says of the same keys; none where there is none. */
export async function lookAtKeys(given: Uint8Array, known: readonly Uint8Array[], now: Date): Promise<LookedAt[]> {
  const asked: Asked = { known: known.map((key) => Buffer.from(key).toString('base64')), now: now.toISOString() };
  const bounds = { ...deskLimits.opening, writtenBytesMax: deskLimits.lookedAtBytesMax };
  const { code, written } = await runConfined(WORKER, [], packed(asked, [given]), bounds);
  if (code !== 0) return [];
  const { value, bytes } = unpacked(written);
  if (!ours.Check(value)) return [];
  const found: LookedAt[] = [];
  let at = 0;
  for (const { bytes: length, ...facts } of value as Static<typeof Answer>) {
    found.push({ ...facts, publicKey: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}
