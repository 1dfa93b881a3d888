/**
 * What a provider signed. The danger: a text that says more than what the signature covers. The principle: of a
 * response nothing is read afterwards but the assertion, in the text that the library made of what the signature
 * covers; any other message is read as it came, and so must be signed as a whole. The boundary: a certificate that has
 * ended is still a key that the owner named.
 */
import type { KeyObject } from 'node:crypto';
import { SAML } from '@node-saml/node-saml';
import { decrypt } from './decryption.ts';
import { ASSERTION } from './names.ts';
import { refusing, SamlRefusal } from './refusal.ts';
import { vet } from './vetting.ts';
import { childOf, type Element, readXml } from './xml.ts';

export interface Signing {
  /** Certificates of the provider, in base64. */
  readonly certificates: readonly string[];
  /** Our keys, for what is encrypted. */
  readonly keys: readonly KeyObject[];
}

/** The assertion in a response that was read but not believed yet. */
export async function signedAssertion(root: Element, base64: string, signing: Signing): Promise<Element> {
  const { signed, key } = refusing(() => vetAll(root, signing.keys));
  if (!signed) throw new SamlRefusal('unsigned', 'Neither the response nor the assertion is signed.');
  const saml = libraryOf(signing.certificates, key);
  const xml = await verified(async () => {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: base64 });
    return profile?.getAssertionXml?.();
  });
  if (xml === undefined) throw new SamlRefusal('malformed', 'There is no assertion.');
  return refusing(() => readXml(xml));
}

/** For a message that is no response: refuses it unless its signature is about the root, and so about every word. */
export async function requireSigned(root: Element, base64: string, { certificates }: Signing): Promise<void> {
  const { signed } = refusing(() => vet(root));
  if (!signed.includes(root)) throw new SamlRefusal('unsigned', 'The message is not signed.');
  await verified(() => libraryOf(certificates, undefined).validatePostRequestAsync({ SAMLRequest: base64 }));
}

function vetAll(root: Element, keys: readonly KeyObject[]): { signed: boolean; key: KeyObject | undefined } {
  const { signed } = vet(root);
  const encrypted = childOf(root, ASSERTION, 'EncryptedAssertion');
  if (!encrypted) return { signed: signed.length > 0, key: undefined };
  const { xml, key } = decrypt(encrypted, keys);
  const inner = readXml(xml);
  if (inner.name !== 'Assertion' || inner.namespace !== ASSERTION)
    throw new SamlRefusal('wrapped', 'Something else than an assertion was encrypted.');
  return { signed: signed.length + vet(inner).signed.length > 0, key };
}

/** The library checks signatures and opens what is encrypted; everything else is judged here. */
const libraryOf = (certificates: readonly string[], key: KeyObject | undefined): SAML =>
  new SAML({
    ...{ callbackUrl: 'unused', issuer: 'unused', idpCert: [...certificates], audience: false },
    ...{ wantAssertionsSigned: false, wantAuthnResponseSigned: false, acceptedClockSkewMs: -1 },
    ...(key ? { decryptionPvk: key.export({ type: 'pkcs8', format: 'pem' }) } : {}),
  });

async function verified<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    throw new SamlRefusal(/signature/i.test(says) ? 'bad-signature' : 'malformed', says, error);
  }
}
