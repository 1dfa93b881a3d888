/** Keys of our own with the certificates that carry them to providers, and what a provider's certificate says. */
import { createHash, generateKeyPair, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

const modulusBits = 2048;

export interface OwnKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Takes a while, in another thread; stands outside of units of work. */
export const newKey = async (): Promise<OwnKey> =>
  await promisify(generateKeyPair)('rsa', { modulusLength: modulusBits, publicExponent: 0x10001 });

const [INTEGER, NULL, OBJECT, UTF8, SEQUENCE, SET, BITS] = [2, 5, 6, 12, 0x30, 0x31, 3] as const;
const [SHORT_TIME, LONG_TIME] = [23, 24] as const;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const RSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT, Buffer.from('2a864886f70d01010b', 'hex')), der(NULL));
const COMMON_NAME = der(OBJECT, Buffer.from('550403', 'hex'));

/** With two digits of the year until 2049, as the standard wants it. */
function timeOf(at: Date): Buffer {
  const digits = `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050
    ? der(SHORT_TIME, Buffer.from(digits.slice(2)))
    : der(LONG_TIME, Buffer.from(digits));
}

/** A certificate by which the key vouches for itself, in DER (RFC 5280): providers compare it and trust nobody else. */
export function selfSigned(
  { privateKey, publicKey }: OwnKey,
  name: string,
  serial: Uint8Array,
  [from, to]: readonly [Date, Date],
): Buffer {
  const named = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from(name)))));
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    // A leading byte that makes the number positive and its form the shortest.
    der(INTEGER, Buffer.of(1), serial),
    RSA_WITH_SHA256,
    named,
    der(SEQUENCE, timeOf(from), timeOf(to)),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return der(SEQUENCE, body, RSA_WITH_SHA256, der(BITS, Buffer.of(0), sign('sha256', body, privateKey)));
}

export const fingerprintOf = (certificate: Uint8Array): string =>
  createHash('sha256').update(certificate).digest('hex');

export const pemOf = (certificate: Uint8Array): string => new X509Certificate(certificate).toString();

/** A certificate with which signatures are checked; undefined for what is none, or has a key that is too weak. */
export function usableCertificate(base64: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const isStrong = asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= modulusBits;
    return isStrong ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** What an owner compares and watches. */
export function describeCertificate(certificate: Uint8Array): {
  readonly fingerprint: string;
  readonly notBefore: string;
  readonly notAfter: string;
} {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return {
    fingerprint: fingerprintOf(certificate),
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
  };
}
