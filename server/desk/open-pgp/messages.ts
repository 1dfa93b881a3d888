/**
 * Messages and signatures of others (RFC 9580). The danger: bytes that were made to break the library or to swell. The
 * principle: only processes that are confined call this. The boundary: what swells in the library before its own bound
 * holds is ended by the bounds of the process.
 */
import type { Message, PrivateKey, PublicKey, VerifyMessageResult } from 'openpgp';
import { after } from '#platform/clock.ts';
import type { Signature, Unopened } from '../open-pgp-words.ts';
import { AHEAD_MS } from './public-keys.ts';

const library = () => import('openpgp');
type Results = VerifyMessageResult<Uint8Array>['signatures'];

export interface Verifying {
  readonly known: readonly PublicKey[];
  /** Those of the mail itself. */
  readonly attached: readonly PublicKey[];
  readonly now: Date;
}

export interface Opened {
  readonly content: Buffer;
  /** False: it was signed, and everybody could read it. */
  readonly wasEncrypted: boolean;
  readonly signatures: readonly Signature[];
}

/** Keys that were signed anew hold for what they signed before as well (openpgpjs/openpgpjs#1800). */
const CONFIG = { allowInsecureVerificationWithReformattedKeys: true };

export const isArmoured = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, 64).trimStart().startsWith('-----BEGIN PGP');

/** What was encrypted for one of our keys, or signed as a whole, armoured or not, at most so large. */
export async function decrypted(
  given: Uint8Array,
  own: readonly PrivateKey[],
  { known, attached, now }: Verifying,
  bytesMax: number,
): Promise<Opened | { readonly unopened: Unopened }> {
  const { decrypt, enums, verify } = await library();
  const config = { ...CONFIG, maxDecompressedMessageSize: bytesMax };
  const message = await readGiven(Buffer.from(given), config).catch(() => undefined);
  if (!message) return { unopened: 'damaged' };
  const { aeadEncryptedData, symEncryptedIntegrityProtectedData, symmetricallyEncryptedData } = enums.packet;
  const sealed = [aeadEncryptedData, symEncryptedIntegrityProtectedData, symmetricallyEncryptedData];
  const wasEncrypted = message.packets.filterByTag(...sealed).length > 0;
  const ours = new Set(own.flatMap((key) => key.getKeyIDs().map((id) => id.toHex())));
  const named = message.getEncryptionKeyIDs().map((id) => id.toHex());
  // Without any key it is encrypted by a password.
  if (wasEncrypted && !named.some((id) => isHidden(id) || ours.has(id))) return { unopened: 'for-another-key' };
  const verificationKeys = [...known, ...attached];
  const of = { verificationKeys, date: after(now, AHEAD_MS), format: 'binary' as const, config };
  try {
    const { data, signatures } = (await (wasEncrypted
      ? decrypt({ message, decryptionKeys: [...own], ...of })
      : verify({ message, ...of }))) as { readonly data: Uint8Array; readonly signatures: Results };
    if (data.length > bytesMax) return { unopened: 'too-much' };
    return { content: Buffer.from(data), wasEncrypted, signatures: await judged(signatures, { known, attached, now }) };
  } catch (error) {
    return { unopened: /Maximum decompressed/.test(String(error)) ? 'too-much' : 'damaged' };
  }
}

/** Zeros: the sender does not say for which key. */
const isHidden = (id: string): boolean => /^0+$/.test(id);

async function readGiven(given: Buffer, config: object): Promise<Message<Uint8Array>> {
  const { readMessage } = await library();
  return (await (isArmoured(given)
    ? readMessage({ armoredMessage: given.toString('latin1'), config })
    : readMessage({ binaryMessage: new Uint8Array(given), config }))) as Message<Uint8Array>;
}

/** What a detached signature, armoured or not, is worth over exactly these bytes. Nothing, where it is no signature. */
export async function verified(
  content: Uint8Array,
  signature: Buffer,
  { known, attached, now }: Verifying,
): Promise<Signature[]> {
  const { createMessage, readSignature, verify } = await library();
  const read = isArmoured(signature)
    ? readSignature({ armoredSignature: signature.toString('latin1') })
    : readSignature({ binarySignature: new Uint8Array(signature) });
  const found = await read.catch(() => undefined);
  if (!found) return [];
  const { signatures } = await verify({
    ...{ message: await createMessage({ binary: new Uint8Array(content) }), signature: found, format: 'binary' },
    ...{ verificationKeys: [...known, ...attached], date: after(now, AHEAD_MS), config: CONFIG },
  });
  return await judged(signatures, { known, attached, now });
}

async function judged(results: Results, { known, attached, now }: Verifying): Promise<Signature[]> {
  const found: Signature[] = [];
  for (const { keyID, verified: holds, signature } of results) {
    const ofKnown = known.find((key) => key.getKeys(keyID).length > 0);
    const key = ofKnown ?? attached.find((one) => one.getKeys(keyID).length > 0);
    const at = (await signature).packets[0]?.created;
    found.push({
      state: await stateOf(holds, key, now),
      keyId: keyID.toHex().toUpperCase(),
      ...(key && { fingerprint: key.getFingerprint().toUpperCase(), key: ofKnown ? 'known' : 'attached' }),
      ...(at && { at: at.toISOString() }),
    });
  }
  return found;
}

async function stateOf(holds: Promise<true>, key: PublicKey | undefined, now: Date): Promise<Signature['state']> {
  if (!key) return 'unknown-key';
  try {
    await holds;
  } catch (error) {
    // The library looks at the key only once the signature itself has held.
    return /(Primary key|Subkey) is expired/.test(String(error)) ? 'expired-key' : 'bad';
  }
  const ends = await key.getExpirationTime();
  return ends !== null && ends <= now ? 'expired-key' : 'good';
}
