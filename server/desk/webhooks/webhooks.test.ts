import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { publicId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { until } from '#platform/testing/waiting.ts';
import { openWeb, TEST_AUTHORITY } from '#platform/testing/web.ts';
import { openReport } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { openDesk } from '../testing/public-desk.ts';
import { signatureOf } from './message.ts';

interface Taken {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
const taken: Taken[] = [];
let status = 204;
const web = await openWeb((request: IncomingMessage, response: ServerResponse) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    taken.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(status, status === 302 ? { location: 'https://elsewhere.example/' } : {}).end();
  });
}, 'valid');
const desk = await openDesk(new Date('2026-03-01T10:00:00.500Z'), {
  settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${web.port}` },
  egress: { resolve: async () => ['127.0.0.1'], authority: TEST_AUTHORITY },
});
const { app, owner, team, done, refuses, clock } = desk;
const url = `https://good.example:${web.port}/hook?key=zebra`;
const make = (to = url, by = owner) => by.post('/v1/desk/webhooks', { url: to });
const list = async () => done(await owner.get('/v1/desk/webhooks')).webhooks;
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));

async function report(): Promise<{ path: string; name: string; id: string }> {
  const understood = { title: 'capybara', text: 'capybara', reporter: { name: 'capybara' } };
  const { id, name } = await app.units.open({ team: team.id }, (work) =>
    openReport(work, team.id, { raw: Buffer.from('capybara'), source: 'web', understood }),
  );
  return { path: `/v1/desk/cases/${publicId('N', id)}`, name, id: publicId('N', id) };
}

test('each address that is on hears of activity, signed, and nothing of the case but its name', async () => {
  const { webhook, secret } = done(await make());
  assert.deepEqual([webhook.url, webhook.on, webhook.failures], [url, true, 0]);
  const off = done(await make(`${url}&off`)).webhook;
  done(await owner.patch(`/v1/desk/webhooks/${off.id}`, { on: false }));
  const { id, name } = await report();
  await until('a message', () => taken.length > 0);
  const [{ headers, body } = assert.fail()] = taken;
  const seconds = Number(headers['webhook-timestamp']);
  assert.equal(headers['webhook-signature'], signatureOf(secret, String(headers['webhook-id']), seconds, body));
  const { type, data, timestamp } = JSON.parse(body);
  assert.deepEqual([type, data], ['desk.activity', { team: publicId('T', team.id), case: id, name }]);
  assert.ok(Math.abs(Date.parse(timestamp) - clock.now.getTime()) < MINUTE_MS);
  await until('its end is noted', async () => (await list())[0].last?.outcome === 'answered 204');
  assert.equal(taken.length, 1, 'of all that one unit changed there is one message, and none to what is off');
  assert.doesNotMatch(JSON.stringify(taken), /capybara/);
});

test('what a test message came to is told, and tells nothing but that it is one', async () => {
  const [{ id }] = await list();
  taken.length = 0;
  const tried = done(await owner.post(`/v1/desk/webhooks/${id}/test`));
  assert.deepEqual(tried, { outcome: 'answered 204', delivered: true });
  assert.deepEqual(JSON.parse(taken[0]?.body ?? '').data, { team: publicId('T', team.id) });
  status = 302;
  const moved = done(await owner.post(`/v1/desk/webhooks/${id}/test`));
  assert.deepEqual(moved, { outcome: 'answered 302', delivered: false }, 'no redirect is followed');
  status = 204;
});

test('a message that is not taken comes again as the same one; one that is gone for good is given up', async () => {
  status = 500;
  taken.length = 0;
  const { path, name } = await report();
  await until('a first try', () => taken.some(({ body }) => body.includes(name)));
  await until('it counts', async () => (await list())[0].failures > 0);
  status = 204;
  await until('a second try', () => {
    const ids = taken.filter(({ body }) => body.includes(name)).map(({ headers }) => headers['webhook-id']);
    return ids.length > 1 && new Set(ids).size === 1;
  });
  await until('it counts no more', async () => (await list())[0].failures === 0);
  status = 410;
  const entry = { terms: EMBARGO_TERMS.version, reason: 'On duty' };
  done(await owner.put(`${path}/entry`, entry));
  await until('it is off', async () => (await list())[0].on === false);
  assert.ok((await desk.auditKinds()).includes('desk-webhook.given-up'));
  status = 204;
});

test('address and secret are not on disk in the clear, and the secret is shown once', async () => {
  const { secret } = done(await make(`${url}&third`));
  assert.doesNotMatch(JSON.stringify(await list()), /whsec_/);
  const rows = await app.units.open({ team: team.id }, ({ sql }) =>
    sql.selectFrom('desk_webhooks').select(['url', 'secret']).execute(),
  );
  for (const row of rows) assert.ok(!row.url.includes('zebra') && !row.secret.includes(secret.slice(0, 12)));
});

test('only owners and admins, right after a proof, and no address that nothing may go to', async () => {
  const member = await desk.device(await desk.addTestMember(team, 'member'));
  await refuses('http/not-allowed', () => make(url, member));
  await refuses('http/not-allowed', () => member.get('/v1/desk/webhooks'));
  for (const to of ['https://169.254.169.254/', 'https://[::1]/', 'https://user:word@good.example/'])
    await refuses('desk-webhooks/unusable', () => make(to));
  for (const to of ['http://good.example/', 'ftp://good.example/', '', 'https://x y'])
    await refuses('http/invalid-request', () => make(to));
  const none = 'W00000000000000000000000000';
  await refuses('desk-webhooks/no-such-webhook', () => owner.patch(`/v1/desk/webhooks/${none}`, { on: true }));
  await refuses('desk-webhooks/no-such-webhook', () => owner.delete(`/v1/desk/webhooks/${none}`));
  await refuses('desk-webhooks/no-such-webhook', () => owner.post(`/v1/desk/webhooks/${none}/test`));
  for (let at = (await list()).length; at < deskLimits.webhooks.most; at++) done(await make(`${url}&${at}`));
  await refuses('desk-webhooks/too-many', () => make());
  const [{ id }] = await list();
  done(await owner.delete(`/v1/desk/webhooks/${id}`));
  assert.equal((await list()).length, deskLimits.webhooks.most - 1);
  clock.advance(limits.proofs.recentMs + MINUTE_MS);
  await refuses('access/proof-needed', () => make());
});
