import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEgress, readOpened } from '../egress/egress.ts';
import { SecretFileRefused } from '../secret-file.ts';
import { openPushStandIn } from '../testing/push-stand-in.ts';
import { TEST_AUTHORITY } from '../testing/web.ts';
import { createPusher, openVapidKeys, subscriptionUnusable } from './web-push.ts';

const folder = mkdtempSync(join(tmpdir(), 'wardroom-push-'));
after(() => rmSync(folder, { recursive: true }));
const keys = await openVapidKeys(join(folder, 'vapid-key.json'));
const service = await openPushStandIn();
const egress = createEgress({
  opened: readOpened(`127.0.0.1:${service.port}`) ?? assert.fail(),
  reached: () => {},
  resolve: async () => ['127.0.0.1'],
  authority: TEST_AUTHORITY,
});
const pusher = createPusher(egress, keys, 'mailto:wardroom@ship.example');
const subscribe = () => service.subscribe(() => pusher.publicKey);
const push = { text: '{"kind":"notice"}', topic: 'a-topic', urgency: 'high' } as const;

test('a push service verifies who sends and cannot read what; the browser can', async () => {
  const subscription = subscribe();
  assert.equal(await pusher.push(subscription, push), 'accepted');
  const received = service.received.at(-1);
  assert.equal(received?.text, push.text);
  const { ttl, urgency, topic } = received?.headers ?? {};
  assert.deepEqual([ttl, urgency, topic], ['86400', 'high', 'a-topic']);
  assert.equal(received?.claims.aud, new URL(subscription.endpoint).origin);
  assert.equal(received?.claims.sub, 'mailto:wardroom@ship.example');
  assert.ok((received?.claims.exp ?? 0) * 1_000 > Date.now());
});

test('neither what was encrypted for another browser nor what another deployment signed is taken', async () => {
  const before = service.received.length;
  const [mine, other] = [subscribe(), subscribe()];
  assert.equal(await pusher.push({ ...mine, p256dh: other.p256dh }, push), 'later');
  const stranger = createPusher(egress, await openVapidKeys(join(folder, 'other.json')), 'mailto:a@b.example');
  assert.equal(await stranger.push(mine, push), 'later');
  assert.equal(service.received.length, before);
});

for (const [status, outcome] of [
  [201, 'accepted'],
  [202, 'accepted'],
  [404, 'gone'],
  [410, 'gone'],
  [301, 'later'],
  [403, 'later'],
  [413, 'later'],
  [429, 'later'],
  [500, 'later'],
] as const) {
  test(`an answer with ${status} means: ${outcome}`, async () => {
    service.status = status;
    assert.equal(await pusher.push(subscribe(), push), outcome);
    service.status = 201;
  });
}

test('a push service that is not there may come back; one in a private network is none', async () => {
  const { p256dh, auth } = subscribe();
  const to = (endpoint: string) => pusher.push({ endpoint, p256dh, auth }, push);
  assert.equal(await to(`https://other.example:${service.port}/`), 'later');
  for (const endpoint of ['https://10.0.0.1/', 'https://push.example:1/', 'http://push.example/', 'https://[::1]/']) {
    assert.equal(await to(endpoint), 'gone', endpoint);
  }
});

test('a subscription that could never be used is refused', () => {
  const good = subscribe();
  pusher.refuseUnusable(good);
  const off = Buffer.from(good.p256dh, 'base64url');
  off[64] = (off[64] ?? 0) ^ 1;
  const bad = [
    { p256dh: off.toString('base64url') },
    { p256dh: 'A'.repeat(87) },
    { auth: 'AAAA' },
    { endpoint: 'http://push.example/x' },
    { endpoint: 'https://10.0.0.1/x' },
    { endpoint: 'https://169.254.169.254/x' },
    { endpoint: 'https://me:secret@push.example/x' },
    { endpoint: 'nowhere' },
  ];
  for (const change of bad) {
    assert.throws(() => pusher.refuseUnusable({ ...good, ...change }), { code: subscriptionUnusable.code });
  }
});

test('the key pair is made once, for its user alone, and a broken one is not replaced', async () => {
  const path = join(folder, 'vapid-key.json');
  assert.deepEqual(await openVapidKeys(path), keys);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const text = readFileSync(path, 'utf8');
  for (const broken of ['', 'null', '{}', text.replace(/"publicKey":"../, '"publicKey":"AA')]) {
    writeFileSync(path, broken);
    await assert.rejects(openVapidKeys(path), SecretFileRefused, broken);
    assert.equal(readFileSync(path, 'utf8'), broken);
  }
  writeFileSync(path, text);
  chmodSync(path, 0o644);
  await assert.rejects(openVapidKeys(path), SecretFileRefused);
});
