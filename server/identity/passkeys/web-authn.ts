/**
 * Reading what an authenticator signed (WebAuthn, W3C). The danger: an answer that was meant for another site, another
 * moment or another person, and formats of attestation that make whoever verifies them ask a foreign address. The
 * principle: everything that was signed is judged here, word for word, before the library judges it once more; of
 * attestations only those without a certificate are read, so nothing is ever asked for. The boundary: what stands
 * behind the key, an authenticator or a program that plays one, is not known and not asked.
 */
import { createHash } from 'node:crypto';
import type { NewPasskey, PasskeyProof } from '#contract/passkeys.ts';
import type { RelyingParty } from './relying-party.ts';

/** Ed25519, P-256 and RSA, by their COSE numbers, the best first. */
export const ALGORITHMS = [-8, -7, -257];

/** What the browser says of the moment in which it asked the authenticator. */
export interface Said {
  readonly challenge: string;
  readonly isFromUs: boolean;
}

const CREATED = 'webauthn.create';
const GOT = 'webauthn.get';

/** Undefined for what no browser says. */
export function readSaid(
  clientDataJSON: string,
  kind: typeof CREATED | typeof GOT,
  { origin }: RelyingParty,
): Said | undefined {
  const said = parsed(clientDataJSON);
  if (said?.type !== kind || typeof said.challenge !== 'string') return undefined;
  return { challenge: said.challenge, isFromUs: said.origin === origin && said.crossOrigin !== true };
}

function parsed(clientDataJSON: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The head of the authenticator's data: for which site, whether its user was verified, and how often it was used. */
export interface Head {
  readonly isForUs: boolean;
  readonly isVerified: boolean;
  readonly maySync: boolean;
  readonly isSynced: boolean;
  readonly counter: number;
}

const HASH_BYTES = 32;
const HEAD_BYTES = 37;
const [PRESENT, VERIFIED, MAY_SYNC, SYNCED] = [1, 4, 8, 16];

export function readHead(data: Uint8Array, { host }: RelyingParty): Head | undefined {
  if (data.length < HEAD_BYTES) return undefined;
  const head = Buffer.from(data);
  const flags = head.readUInt8(HASH_BYTES);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    isForUs: head.subarray(0, HASH_BYTES).equals(createHash('sha256').update(host).digest()),
    isVerified: has(PRESENT) && has(VERIFIED),
    maySync: has(MAY_SYNC),
    isSynced: has(SYNCED),
    counter: head.readUInt32BE(HASH_BYTES + 1),
  };
}

/** Whether the key signed this; its counter is judged by who knows that it did. */
export async function isSignedBy(
  publicKey: Uint8Array,
  proof: PasskeyProof,
  { host, origin }: RelyingParty,
  challenge: string,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const { id, userHandle: _whose, ...signed } = proof;
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: signed },
      ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: host, requireUserVerification: true },
      // Below every counter: a copy is told from a forgery by who knows the signature.
      credential: { id, publicKey: new Uint8Array(publicKey), counter: -1 },
    });
    return verified;
  } catch {
    return false;
  }
}

export interface MadePasskey {
  readonly credential: Buffer;
  readonly publicKey: Buffer;
  readonly head: Head;
}

/** Undefined for what is no new key of ours: malformed, by another algorithm, with an attestation to be looked up. */
export async function readMade(
  made: NewPasskey,
  site: RelyingParty,
  challenge: string,
): Promise<MadePasskey | 'not-verified' | undefined> {
  const [{ verifyRegistrationResponse }, { decodeAttestationObject }] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ]);
  const { id, transports: _how, ...response } = made;
  try {
    const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(made.attestationObject, 'base64url')));
    const head = readHead(attestation.get('authData'), site);
    if (!head?.isForUs || attestation.get('attStmt').get('x5c') || !isPlain(attestation.get('fmt'))) return undefined;
    if (!head.isVerified) return 'not-verified';
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
      ...{ expectedChallenge: challenge, expectedOrigin: site.origin, expectedRPID: site.host },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: [...ALGORITHMS] },
    });
    if (!verified || registrationInfo.credential.id !== id) return undefined;
    const publicKey = Buffer.from(registrationInfo.credential.publicKey);
    return { credential: Buffer.from(id, 'base64url'), publicKey, head };
  } catch {
    return undefined;
  }
}

/** None, or signed by the new key itself. */
const isPlain = (format: string): boolean => format === 'none' || format === 'packed';
