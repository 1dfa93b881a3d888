/**
 * Messages in an address (SAML 2.0 Bindings, 3.4): deflated, with a signature over the query. The danger: a parameter
 * that is there twice, or a small text that inflates without end. The principle: each once, as it was sent; the
 * inflated size has a bound.
 */
import { sign, verify } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { limits } from '#platform/limits.ts';
import { pemOf } from './certificates.ts';
import { RSA_SHA256, SIGNATURE_METHODS } from './names.ts';
import { SamlRefusal } from './refusal.ts';

export type MessageField = 'SAMLRequest' | 'SAMLResponse';

export interface InAddress {
  readonly field: MessageField;
  readonly xml: string;
  readonly relayState: string | undefined;
}

/** The address to which a browser carries the message, signed with our key. */
export function addressWith(to: string, { field, xml, relayState }: InAddress, privateKey: string): string {
  const parts = [
    [field, deflateRawSync(xml).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState]]),
    ['SigAlg', RSA_SHA256],
  ];
  const query = parts.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  const signature = sign('sha256', Buffer.from(query), privateKey).toString('base64');
  return `${to}${to.includes('?') ? '&' : '?'}${query}&Signature=${encodeURIComponent(signature)}`;
}

/** The message in a query, whose signature is right. `query`: as it was sent, without the question mark. */
export function readAddress(query: string, certificates: readonly string[]): InAddress {
  const sent = new Map<string, string>();
  for (const part of query.split('&')) {
    const name = part.slice(0, part.indexOf('='));
    if (sent.has(name)) throw new SamlRefusal('wrapped', `${name} is there twice.`);
    sent.set(name, part.slice(name.length + 1));
  }
  const field = sent.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  if (sent.has('SAMLRequest') && sent.has('SAMLResponse')) throw new SamlRefusal('wrapped', 'There are two messages.');
  if (!sent.has('Signature')) throw new SamlRefusal('unsigned', 'The message is not signed.');
  const hash = SIGNATURE_METHODS.get(valueIn(sent, 'SigAlg') ?? '');
  if (!hash) throw new SamlRefusal('weak-signature', `Signed by ${valueIn(sent, 'SigAlg')}.`);
  const covered = [field, ...(sent.has('RelayState') ? ['RelayState'] : []), 'SigAlg']
    .map((name) => `${name}=${sent.get(name)}`)
    .join('&');
  const signature = Buffer.from(valueIn(sent, 'Signature') ?? '', 'base64');
  const isRight = certificates.some((certificate) =>
    verify(hash, Buffer.from(covered), pemOf(Buffer.from(certificate, 'base64')), signature),
  );
  if (!isRight) throw new SamlRefusal('bad-signature', 'The signature of the address is not right.');
  return { field, xml: inflate(valueIn(sent, field) ?? ''), relayState: valueIn(sent, 'RelayState') };
}

function valueIn(sent: ReadonlyMap<string, string>, name: string): string | undefined {
  try {
    const value = sent.get(name);
    return value === undefined ? undefined : decodeURIComponent(value.replaceAll('+', ' '));
  } catch (error) {
    throw new SamlRefusal('malformed', `${name} is not encoded as it should be.`, error);
  }
}

function inflate(base64: string): string {
  try {
    const maxOutputLength = limits.saml.messageBytesMax;
    return new TextDecoder('utf-8', { fatal: true }).decode(
      inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength }),
    );
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new SamlRefusal(isTooLarge ? 'too-large' : 'malformed', 'The message cannot be inflated.', error);
  }
}
