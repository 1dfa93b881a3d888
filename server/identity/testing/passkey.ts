/** An authenticator in the hand of a test: makes keys, signs, and lies where it is told to. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { NewPasskey, PasskeyCreation, PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import { systemRandom } from '#platform/random.ts';
import type { Crew } from './testing.ts';

/** How an answer differs from what it should be. */
export interface PasskeyTwist {
  readonly origin?: string;
  readonly host?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Whether the person touched it, and showed a finger or a PIN; both unless said. */
  readonly isVerified?: boolean;
  /** The counter that it claims; the next one unless said. */
  readonly counter?: number;
  readonly userHandle?: string;
  /** Signs with the key of somebody else. */
  readonly isForged?: boolean;
  /** What a new key comes with, instead of nothing. */
  readonly attestation?: { readonly fmt: string; readonly statement: CborMap };
  readonly algorithm?: number;
}

export interface TestPasskey {
  readonly id: string;
  answer(request: PasskeyRequest, twist?: PasskeyTwist): PasskeyProof;
}

export interface TestAuthenticator {
  make(creation: PasskeyCreation, twist?: PasskeyTwist): { readonly passkey: TestPasskey; readonly made: NewPasskey };
}

interface Kind {
  readonly origin: string;
  readonly algorithm?: 'ES256' | 'EdDSA';
  /** Whether it counts its uses; those that are synced do not. */
  readonly counts?: boolean;
  readonly maySync?: boolean;
  readonly isSynced?: boolean;
}

const base64url = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

const keyPair = (algorithm: Kind['algorithm']) =>
  algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function testAuthenticator(kind: Kind): TestAuthenticator {
  const { origin, algorithm = 'ES256', counts = true, maySync = false, isSynced = false } = kind;
  let uses = 0;
  const headFor = (host: string, twist: PasskeyTwist, extra: number): Buffer => {
    uses += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(twist.counter ?? (counts ? uses : 0));
    const isVerified = twist.isVerified ?? true;
    const flags = 1 | (isVerified ? 4 : 0) | (maySync ? 8 : 0) | (isSynced ? 16 : 0) | extra;
    return Buffer.concat([sha256(twist.host ?? host), Buffer.from([flags]), counter]);
  };
  const saidOf = (type: string, challenge: string, twist: PasskeyTwist): string =>
    base64url(
      JSON.stringify({
        ...{ type: twist.type ?? type, challenge, origin: twist.origin ?? origin },
        crossOrigin: twist.crossOrigin ?? false,
      }),
    );
  const signed = (key: KeyObject, data: Buffer, clientDataJSON: string): string =>
    base64url(
      sign(
        algorithm === 'EdDSA' ? null : 'sha256',
        Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]),
        key,
      ),
    );
  return {
    make(creation, twist = {}) {
      const { publicKey, privateKey } = keyPair(algorithm);
      const credential = systemRandom.bytes(24);
      const length = Buffer.from([0, credential.length]);
      const key = coseKey(publicKey, twist.algorithm ?? (algorithm === 'EdDSA' ? -8 : -7));
      const head = headFor(creation.rp.id, twist, 64);
      const data = Buffer.concat([head, Buffer.alloc(16), length, credential, cbor(key)]);
      const { fmt, statement } = twist.attestation ?? { fmt: 'none', statement: new Map() };
      const attestation = new Map<string, Cbor>([
        ['fmt', fmt],
        ['attStmt', statement],
        ['authData', data],
      ]);
      const id = base64url(credential);
      return {
        passkey: {
          id,
          answer(request, other = {}) {
            const authenticatorData = headFor(request.rpId, other, 0);
            const clientDataJSON = saidOf('webauthn.get', request.challenge, other);
            const signer = other.isForged ? keyPair(algorithm).privateKey : privateKey;
            const signature = signed(signer, authenticatorData, clientDataJSON);
            const userHandle = other.userHandle ?? creation.user.id;
            return { id, clientDataJSON, authenticatorData: base64url(authenticatorData), signature, userHandle };
          },
        },
        made: {
          ...{ id, clientDataJSON: saidOf('webauthn.create', creation.challenge, twist), transports: ['internal'] },
          attestationObject: base64url(cbor(attestation)),
        },
      };
    },
  };
}

/** Adds a passkey on the device with this token. */
export async function addPasskey(
  crew: Pick<Crew, 'call'>,
  token: string,
  authenticator: TestAuthenticator,
  name?: string,
): Promise<TestPasskey> {
  const begun = await crew.call('POST /v1/me/passkey-request', token);
  assert.equal(begun.status, 200, JSON.stringify(begun.body));
  const { passkey, made } = authenticator.make(begun.body);
  const { status, body } = await crew.call('POST /v1/me/passkeys', token, {
    ...(name === undefined ? {} : { name }),
    passkey: made,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return passkey;
}

/** A public key in COSE (RFC 9052). */
function coseKey(key: KeyObject, algorithm: number): CborMap {
  const { x = '', y } = key.export({ format: 'jwk' });
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
  if (y === undefined)
    return new Map<number, Cbor>([
      [1, 1],
      [3, algorithm],
      [-1, 6],
      [-2, bytes(x)],
    ]);
  return new Map<number, Cbor>([
    [1, 2],
    [3, algorithm],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
}

type Cbor = number | string | Buffer | readonly Cbor[] | CborMap;
type CborMap = ReadonlyMap<number | string, Cbor>;

const headOf = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
};

/** As much of CBOR (RFC 8949) as an authenticator speaks. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? headOf(1, -1 - value) : headOf(0, value);
  if (typeof value === 'string') return Buffer.concat([headOf(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([headOf(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([headOf(4, value.length), ...value.map(cbor)]);
  const entries = [...(value as CborMap)];
  return Buffer.concat([headOf(5, entries.length), ...entries.flatMap(([key, of]) => [cbor(key), cbor(of)])]);
}
