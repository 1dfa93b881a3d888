import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { secretOf, signatureOf, signedMessage } from './message.ts';

test('a message is signed as Standard Webhooks has it: id, time and bytes together', () => {
  const secret = secretOf(Buffer.alloc(32, 7));
  const now = new Date('2026-03-01T10:00:00.900Z');
  const { headers, body } = signedMessage(secret, 'one', now, { type: 'desk.test' });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.deepEqual([headers['webhook-id'], headers['webhook-timestamp']], ['one', '1772359200']);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const right = createHmac('sha256', key).update(`one.1772359200.${body}`).digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${right}`);
  const later = signedMessage(secret, 'one', new Date(now.getTime() + 1_000), { type: 'desk.test' });
  assert.notEqual(later.headers['webhook-signature'], headers['webhook-signature']);
});

test('the vector of the reference implementations agrees', () => {
  // github.com/standard-webhooks/standard-webhooks, libraries/javascript: the test of signing.
  const [secret, id] = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek'];
  const signature = signatureOf(secret, id, 1_614_265_330, '{"test": 2432232314}');
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
