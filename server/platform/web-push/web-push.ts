/**
 * Push to browsers. The danger: a browser names any address it likes as its push service, and a push service reads
 * along. The principle: the request goes through the door for outgoing requests, its content is encrypted for the
 * browser alone (RFC 8291), and it is signed with the key of this deployment (VAPID, RFC 8292). The boundary: what is
 * said and to whom is judged elsewhere.
 */
import { createPublicKey } from 'node:crypto';
import webPush from 'web-push';
import type { Egress, EgressPolicy } from '../egress/egress.ts';
import { limits } from '../limits.ts';
import { Problem, problem } from '../problem.ts';
import { openSecretFile, SecretFileRefused } from '../secret-file.ts';

export const subscriptionUnusable = problem(
  'web-push/subscription-unusable',
  422,
  'This subscription cannot be used: its keys are none, or its address is not that of a public push service.',
);

/** What a browser gives: where to send, and for whom to encrypt (base64url). */
export interface Subscription {
  readonly endpoint: string;
  /** A point on P-256, uncompressed: 65 bytes. */
  readonly p256dh: string;
  /** 16 bytes. */
  readonly auth: string;
}

export interface Push {
  readonly text: string;
  /** Of several with the same topic that wait for a browser the last one is kept; at most 32 base64url characters. */
  readonly topic: string;
  readonly urgency: 'high' | 'normal';
}

/**
 * `accepted`: the push service has it. `gone`: the subscription is over, or never was one. `later`: it may go better
 * another time.
 */
export type PushOutcome = 'accepted' | 'gone' | 'later';

export interface Pusher {
  /** The deployment's public key, for browsers to subscribe with (`applicationServerKey`, base64url). */
  readonly publicKey: string;
  /** Throws `subscriptionUnusable` for what could never be sent to. */
  refuseUnusable(subscription: Subscription): void;
  push(subscription: Subscription, push: Push, signal?: AbortSignal): Promise<PushOutcome>;
}

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The key pair of the deployment; made when there is none. Losing it loses no data: browsers subscribe anew. Throws
 * `SecretFileRefused` for a file that is malformed or open to others.
 */
export async function openVapidKeys(path: string): Promise<VapidKeys> {
  const make = (): string => `${JSON.stringify(webPush.generateVAPIDKeys())}\n`;
  const text = await openSecretFile(path, { expected: false }, make);
  try {
    const { publicKey, privateKey } = JSON.parse(text) as Partial<VapidKeys>;
    if (publicKey && privateKey && isPoint(publicKey)) return { publicKey, privateKey };
  } catch {
    // Said below, without the content.
  }
  throw new SecretFileRefused(`The push key file ${path} is malformed. Restore it, or remove it to make a new one.`);
}

const POLICY: EgressPolicy = {
  purpose: 'push',
  plain: false,
  redirectsMax: 0,
  bytesMax: 4_096,
  longer: 'cut',
  wholeMs: limits.webPush.wholeMs,
};
const GONE = new Set([404, 410]);
const NEVER = new Set(['egress/address-refused', 'egress/destination-refused']);

/** `contact`: whom a push service asks when something is wrong, `https:` or `mailto:`. */
export function createPusher(egress: Egress, keys: VapidKeys, contact: string): Pusher {
  return {
    publicKey: keys.publicKey,

    refuseUnusable({ endpoint, p256dh, auth }) {
      if (!isPoint(p256dh) || Buffer.from(auth, 'base64url').length !== 16) throw subscriptionUnusable();
      try {
        egress.refuseNever(endpoint, POLICY);
      } catch (cause) {
        throw Object.assign(subscriptionUnusable(), { cause });
      }
    },

    async push({ endpoint, p256dh, auth }, { text, topic, urgency }, signal) {
      const { method, headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, text, {
        vapidDetails: { subject: contact, ...keys },
        contentEncoding: 'aes128gcm',
        TTL: limits.webPush.keptSeconds,
        urgency,
        topic,
      });
      if (method !== 'POST') throw new Error('A push is a POST.');
      const sent = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      try {
        const { status } = await egress.request({ url: endpoint, method, headers: sent, body }, POLICY, signal);
        return status >= 200 && status < 300 ? 'accepted' : GONE.has(status) ? 'gone' : 'later';
      } catch (error) {
        if (error instanceof Problem) return NEVER.has(error.code) ? 'gone' : 'later';
        throw error;
      }
    },
  };
}

function isPoint(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString('base64url'));
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y } as never, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
