/** One message as Standard Webhooks 1.0.0 wants it (standardwebhooks.com): three headers over exactly these bytes. */
import { createHmac } from 'node:crypto';
import { SECOND_MS } from '#platform/clock.ts';

const PREFIX = 'whsec_';

export const secretOf = (bytes: Buffer): string => PREFIX + bytes.toString('base64');

export interface SignedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function signatureOf(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/** `id`: the same for each attempt, so that the receiver knows a repetition. */
export function signedMessage(secret: string, id: string, now: Date, content: object): SignedMessage {
  const body = JSON.stringify(content);
  const seconds = Math.floor(now.getTime() / SECOND_MS);
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatureOf(secret, id, seconds, body),
    },
    body: Buffer.from(body),
  };
}
