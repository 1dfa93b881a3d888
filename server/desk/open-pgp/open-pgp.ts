/**
 * OpenPGP (RFC 9580) by OpenPGP.js. The danger: a key that other programs cannot read. The principle: keys are of
 * version 4 and in the older form of Curve25519, which GnuPG 2.2 reads too. The boundary: the library takes its
 * randomness from the system itself; `messages.ts` and `public-keys.ts` meet bytes of strangers, and run only where
 * they are confined.
 */
import type { PrivateKey } from 'openpgp';
import type { RevocationReason } from '#contract/desk-keys.ts';
import { after, SECOND_MS } from '#platform/clock.ts';

export { encryptedFor } from './encrypting.ts';
export { decrypted, isArmoured, type Opened, verified } from './messages.ts';
export { factsOf, merged, publicKeysIn } from './public-keys.ts';

/** Loaded when the first key is needed: it is as large as a third of the server. */
const library = () => import('openpgp');

export interface KeyPair {
  /** 40 hexadecimal digits in upper case. */
  readonly fingerprint: string;
  readonly algorithm: string;
  readonly expiresAt: Date;
  /** As it is published: binary, without armour. */
  readonly publicKey: Uint8Array;
  /** Armoured, not encrypted. */
  readonly privateKey: string;
  /** Armoured. */
  readonly revocationCertificate: string;
}

/** Signs and certifies with Ed25519; what is encrypted for it goes to a subkey of Curve25519. */
export async function newKeyPair(name: string, email: string, now: Date, lifetimeMs: number): Promise<KeyPair> {
  const { generateKey } = await library();
  const { privateKey, publicKey, revocationCertificate } = await generateKey({
    ...{ type: 'ecc', curve: 'curve25519Legacy', format: 'object' },
    userIDs: [{ name, email }],
    date: now,
    keyExpirationTime: lifetimeMs / SECOND_MS,
    config: { v6Keys: false },
  });
  return {
    fingerprint: publicKey.getFingerprint().toUpperCase(),
    algorithm: 'Ed25519, Curve25519',
    // The library cuts off what is less than a second.
    expiresAt: after(publicKey.getCreationTime(), lifetimeMs),
    publicKey: publicKey.write(),
    privateKey: privateKey.armor(),
    revocationCertificate,
  };
}

/** The public key with its revocation in it. */
export async function revoked(privateKey: string, reason: RevocationReason, now: Date): Promise<Uint8Array> {
  const { enums, revokeKey } = await library();
  const flags = {
    compromised: enums.reasonForRevocation.keyCompromised,
    superseded: enums.reasonForRevocation.keySuperseded,
    retired: enums.reasonForRevocation.keyRetired,
  };
  const { publicKey } = await revokeKey({
    ...{ key: await opened(privateKey), date: now, format: 'object' },
    reasonForRevocation: { flag: flags[reason], string: '' },
  });
  return publicKey.write();
}

/** The text with its signature under it (RFC 9580, 7). */
export async function signedInClear(privateKey: string, text: string, now: Date): Promise<string> {
  const { createCleartextMessage, sign } = await library();
  const message = await createCleartextMessage({ text });
  const signed = await sign({ message, signingKeys: await opened(privateKey), date: now });
  // The library ends lines of the text in one way and its own in another; what is signed is neither (RFC 9580, 7.2).
  return signed.replaceAll('\r\n', '\n');
}

/**
 * Keys in binary form, one behind the other, in one block of armour. With its checksum: without one GnuPG 2.2 does not
 * see where a text ends that needs no padding, and reads the line below it as a key.
 */
export async function armoured(publicKeys: readonly Uint8Array[]): Promise<string> {
  const { armor, enums } = await library();
  const hasChecksum = true;
  return armor(enums.armor.publicKey, Buffer.concat(publicKeys), undefined, undefined, undefined, hasChecksum);
}

/** Armoured keys of ours. */
export async function readOwn(privateKeys: readonly string[]): Promise<PrivateKey[]> {
  const keys: PrivateKey[] = [];
  for (const key of privateKeys) keys.push(await opened(key));
  return keys;
}

async function opened(privateKey: string): Promise<PrivateKey> {
  const { readPrivateKey } = await library();
  return await readPrivateKey({ armoredKey: privateKey });
}
