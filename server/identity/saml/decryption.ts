/**
 * What stands in an encrypted assertion, in order to vet it before the library opens the same bytes again. The danger:
 * anybody can encrypt for our key. The principle: what comes out is a text of strangers, like what came in.
 */
import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto';
import { CIPHERS, ENCRYPTION } from './names.ts';
import { SamlRefusal } from './refusal.ts';
import { childOf, type Element, everyElement } from './xml.ts';

const gcmIvBytes = 12;
const cbcIvBytes = 16;
const tagBytes = 16;

/** The text of the assertion, and which of our keys opened it. Algorithms were vetted. */
export function decrypt(
  encrypted: Element,
  keys: readonly KeyObject[],
): { readonly xml: string; readonly key: KeyObject } {
  const inner = [...everyElement(encrypted)].map(([element]) => element);
  const wrapped = inner.filter(({ name }) => name === 'EncryptedKey');
  const [data, another] = inner.filter(({ name }) => name === 'EncryptedData');
  const algorithm = childOf(data, ENCRYPTION, 'EncryptionMethod')?.attributes.get('Algorithm') ?? '';
  const how = CIPHERS.get(algorithm);
  if (!data || another || !how || wrapped.length !== 1) throw new SamlRefusal('malformed', 'Not one encrypted text.');
  const [sealedKey, sealed] = [sealedIn(wrapped[0]), sealedIn(data)];
  for (const key of keys) {
    const opened = unwrap(sealedKey, key);
    if (opened?.length !== how.keyBytes) continue;
    try {
      const xml = new TextDecoder('utf-8', { fatal: true }).decode(decipher(how.cipher, opened, sealed));
      return { xml, key };
    } catch (error) {
      throw new SamlRefusal('not-for-our-key', 'The encrypted assertion cannot be opened.', error);
    }
  }
  throw new SamlRefusal('not-for-our-key', 'The assertion is encrypted for a key that is none of ours.');
}

const sealedIn = (of: Element | undefined): Buffer =>
  Buffer.from(childOf(childOf(of, ENCRYPTION, 'CipherData'), ENCRYPTION, 'CipherValue')?.text ?? '', 'base64');

function unwrap(sealed: Buffer, key: KeyObject): Buffer | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, sealed);
  } catch {
    return undefined;
  }
}

function decipher(cipher: 'cbc' | 'gcm', key: Buffer, sealed: Buffer): Buffer {
  const bits = key.length * 8;
  if (cipher === 'gcm') {
    const opening = createDecipheriv(`aes-${bits}-gcm` as 'aes-256-gcm', key, sealed.subarray(0, gcmIvBytes), {
      authTagLength: tagBytes,
    });
    opening.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([opening.update(sealed.subarray(gcmIvBytes, -tagBytes)), opening.final()]);
  }
  // The padding says its length in the last byte and nothing else of itself (XML Encryption, 5.2).
  const opening = createDecipheriv(`aes-${bits}-cbc`, key, sealed.subarray(0, cbcIvBytes)).setAutoPadding(false);
  const padded = Buffer.concat([opening.update(sealed.subarray(cbcIvBytes)), opening.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > cbcIvBytes) throw new Error('No padding.');
  return padded.subarray(0, -padding);
}
