/** Mails of strangers, for tests: put together by hand, and encrypted and signed by OpenPGP.js. */
import {
  createMessage,
  encrypt,
  generateKey,
  type PrivateKey,
  type PublicKey,
  readKey,
  readPrivateKey,
  sign,
} from 'openpgp';
import { DAY_MS, SECOND_MS } from '#platform/clock.ts';
import { newKeyPair } from '../open-pgp/open-pgp.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');
const FROM = 'Ada Lovelace <ada@harbour.example>';

export const mail = (head: readonly string[], body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${[`From: ${FROM}`, ...head].join('\r\n')}\r\n\r\n`), Buffer.from(body)]);

/** One part: its fields, an empty line, its body. */
export const part = (head: readonly string[], body: string): string => `${head.join('\r\n')}\r\n\r\n${body}`;

export const parts = (boundary: string, ...all: readonly string[]): string =>
  `${all.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}--${boundary}--\r\n`;

export const multipartMail = (kind: string, ...all: readonly string[]): Buffer =>
  mail([`Content-Type: multipart/${kind}; boundary="b-1"`, 'MIME-Version: 1.0'], parts('b-1', ...all));

export const desk = await newKeyPair(
  'The desk',
  'desk@kestrel.example',
  new Date(NOW.getTime() - DAY_MS),
  365 * DAY_MS,
);
export const deskKey = await readKey({ binaryKey: desk.publicKey });

/** A stranger's key, made so long before now. */
export async function strangersKey(
  email = 'ada@harbour.example',
  { ageMs = DAY_MS, lifetimeMs = 0 }: { readonly ageMs?: number; readonly lifetimeMs?: number } = {},
): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    ...{ type: 'ecc', curve: 'curve25519Legacy', format: 'armored', userIDs: [{ name: 'Ada', email }] },
    ...{ date: new Date(NOW.getTime() - ageMs), keyExpirationTime: lifetimeMs / SECOND_MS },
  });
  return await readPrivateKey({ armoredKey: privateKey });
}

export const binaryOf = (key: PrivateKey | PublicKey): Buffer => Buffer.from(key.toPublic().write());

interface By {
  readonly signer?: PrivateKey;
  readonly to?: PublicKey;
  readonly at?: Date;
}

/** Armoured. */
export async function sealed(
  content: string | Uint8Array,
  { signer, to = deskKey, at = NOW }: By = {},
): Promise<string> {
  const message = await createMessage({ binary: Buffer.from(content) });
  return await encrypt({
    ...{ message, encryptionKeys: to, date: at, config: { preferredCompressionAlgorithm: 2 } },
    ...(signer && { signingKeys: signer }),
  });
}

/** RFC 3156, 4. */
export const encryptedMail = (message: string, head: readonly string[] = []): Buffer =>
  mail(
    [...head, 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e-1"'],
    parts(
      'e-1',
      part(['Content-Type: application/pgp-encrypted'], 'Version: 1'),
      part(['Content-Type: application/octet-stream; name="encrypted.asc"'], message),
    ),
  );

/** RFC 3156, 5: the part is signed as it stands here. */
export async function signedParts(signed: string, signer: PrivateKey, at = NOW): Promise<readonly [string, string]> {
  const message = await createMessage({ binary: Buffer.from(signed) });
  const signature = await sign({ message, signingKeys: signer, detached: true, date: at });
  return [signed, part(['Content-Type: application/pgp-signature; name="signature.asc"'], signature)];
}

export const signedMail = (pieces: readonly string[]): Buffer =>
  mail(
    ['Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="s-1"'],
    parts('s-1', ...pieces),
  );
