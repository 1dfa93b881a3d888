/** A push service on loopback, with browsers that subscribed at it. It verifies VAPID and decrypts, by the RFCs. */
import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemRandom } from '../random.ts';
import { openWeb } from './web.ts';

export interface Received {
  /** The path of the subscription that it came to. */
  readonly path: string;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** The claims of the signed token. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
}

export interface PushStandIn {
  readonly port: number;
  readonly received: Received[];
  /** The status of all answers from now on; 201 at first. */
  status: number;
  /** A new browser that subscribed with this public key of a deployment. */
  subscribe(applicationServerKey: () => string): { endpoint: string; p256dh: string; auth: string };
}

interface Browser {
  readonly ecdh: ReturnType<typeof createECDH>;
  readonly auth: Buffer;
  readonly applicationServerKey: () => string;
}

/** Answers as `push.example` until the file's tests are over. */
export async function openPushStandIn(): Promise<PushStandIn> {
  const browsers = new Map<string, Browser>();
  const web = await openWeb((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => take(request, response, Buffer.concat(parts)));
  }, 'valid');
  const take = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const path = request.url ?? '';
    const browser = browsers.get(path);
    try {
      assert.ok(browser, 'no such subscription');
      assert.equal(request.headers['content-encoding'], 'aes128gcm');
      const claims = verifyVapid(request.headers.authorization ?? '', browser.applicationServerKey());
      service.received.push({ path, text: decrypt(browser, body), headers: request.headers, claims });
      response.writeHead(service.status).end();
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  };
  const service: PushStandIn = {
    port: web.port,
    received: [],
    status: 201,
    subscribe(applicationServerKey) {
      const [ecdh, auth] = [createECDH('prime256v1'), systemRandom.bytes(16)];
      const path = `/push/${systemRandom.bytes(16).toString('base64url')}`;
      browsers.set(path, { ecdh, auth, applicationServerKey });
      const endpoint = `https://push.example:${web.port}${path}`;
      return { endpoint, p256dh: ecdh.generateKeys().toString('base64url'), auth: auth.toString('base64url') };
    },
  };
  return service;
}

/** RFC 8292, section 2 and 3: an ES256 token of the key that the browser subscribed with. */
function verifyVapid(authorization: string, publicKey: string): Received['claims'] {
  const { t = '', k = '' } = /^vapid t=(?<t>[\w.-]+), ?k=(?<k>[\w-]+)$/.exec(authorization)?.groups ?? {};
  assert.equal(k, publicKey);
  const point = Buffer.from(k, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y } as never, format: 'jwk' });
  const [head = '', claims = '', signature = ''] = t.split('.');
  const signed = Buffer.from(`${head}.${claims}`);
  const isGenuine = verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  assert.ok(isGenuine, 'the token is not signed with the key');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Received['claims'];
}

/** RFC 8291, section 3.4, over RFC 8188, section 2: one record. */
function decrypt({ ecdh, auth }: Browser, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
  const input = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16));
  const nonce = Buffer.from(hkdfSync('sha256', input, salt, Buffer.from('Content-Encoding: nonce\0'), 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  assert.ok(
    end >= 0 && padded.subarray(end + 1).every((byte) => byte === 0),
    'the padding is not that of a last record',
  );
  return padded.subarray(0, end).toString();
}
