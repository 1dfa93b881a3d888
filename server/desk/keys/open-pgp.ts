/**
 * OpenPGP (RFC 9580) by OpenPGP.js. The dangers: a small message that becomes a huge one when it is opened, and a key
 * that other programs cannot read. The principle: every bound is given here and never the library's own, which is none;
 * keys are of version 4 and in the older form of Curve25519, which GnuPG 2.2 reads too. The boundary: the library takes
 * its randomness from the system itself.
 */
import type { PrivateKey } from 'openpgp';
import type { RevocationReason } from '#contract/desk-keys.ts';
import { after, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';

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

/** Keys in binary form, one behind the other, in one block of armour. */
export async function armoured(publicKeys: readonly Uint8Array[]): Promise<string> {
  const { armor, enums } = await library();
  return armor(enums.armor.publicKey, Buffer.concat(publicKeys));
}

/**
 * What was encrypted for one of these keys. Throws for what is not, for what was altered, and for what would become
 * larger than the bound.
 */
export async function openedMessage(
  privateKeys: readonly string[],
  message: string,
  now: Date,
  bytesMax: number = limits.publicDesk.openedBytesMax,
): Promise<Uint8Array> {
  const bounds = { maxDecompressedMessageSize: bytesMax };
  const { decrypt, readMessage } = await library();
  const decryptionKeys: PrivateKey[] = [];
  for (const key of privateKeys) decryptionKeys.push(await opened(key));
  const found = (await decrypt({
    ...{ decryptionKeys, date: now, format: 'binary', config: bounds },
    message: await readMessage({ armoredMessage: message, config: bounds }),
  })) as { readonly data: Uint8Array };
  return found.data;
}

async function opened(privateKey: string): Promise<PrivateKey> {
  const { readPrivateKey } = await library();
  return await readPrivateKey({ armoredKey: privateKey });
}
