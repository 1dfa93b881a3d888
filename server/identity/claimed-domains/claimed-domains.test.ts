import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { createEgress } from '#platform/egress/egress.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';

const texts = new Map<string, string[]>();
const crew = await openCrew(
  createEgress({
    ...{ opened: [], reached: () => {}, resolve: async () => [] },
    texts: async (name) => texts.get(name) ?? [],
  }),
);
const { token } = crew.owner;
const at = '/v1/claimed-domains/ship.example';
const prove = () => crew.call('POST /v1/me/proof', token, { password: PASSWORD });
const domainOf = async () => (await crew.call('GET /v1/claimed-domains', token)).body.domains[0];
const codeAt = (address: string): string => /wrd_[\w-]+/.exec(crew.mailsTo(address).at(-1) ?? '')?.[0] ?? '';

test('a domain is proved by what the DNS says of it', async () => {
  await crew.call(`PUT ${at}`, token);
  const { record, recordName, provenAt } = await domainOf();
  assert.deepEqual([recordName, provenAt], ['_wardroom.ship.example', undefined]);
  await crew.refuses('claimed-domains/not-proven', () => crew.call(`POST ${at}/proof`, token, {}));
  texts.set(recordName, ['wardroom-domain=of-another-team', record]);
  assert.equal((await crew.call(`POST ${at}/proof`, token, {})).status, 200);
  assert.equal((await domainOf()).provenBy, 'dns');
  // The same again asks for nothing new.
  await crew.call(`PUT ${at}`, token);
  assert.equal((await domainOf()).record, record);
  assert.equal((await crew.call(`DELETE ${at}`, token)).status, 204);
  await crew.refuses('claimed-domains/no-such-domain', () => crew.call(`DELETE ${at}`, token));
  await crew.refuses('claimed-domains/no-such-domain', () => crew.call(`POST ${at}/proof`, token, {}));
});

test('or by the last code that was mailed to who runs it, within a day', async () => {
  await crew.call(`PUT ${at}`, token);
  const mail = (mailbox: string) => crew.call(`POST ${at}/code`, token, { mailbox });
  assert.equal((await mail('postmaster')).status, 200);
  const first = codeAt('postmaster@ship.example');
  await crew.refuses('claimed-domains/mailed-just-now', () => mail('admin'));
  crew.pass(11 * MINUTE_MS);
  await prove();
  assert.equal((await mail('admin')).status, 200);
  const second = codeAt('admin@ship.example');
  const enter = (code: string) => crew.call(`POST ${at}/proof`, token, { code });
  await crew.refuses('claimed-domains/not-proven', () => enter(first));
  crew.pass(DAY_MS);
  await prove();
  await crew.refuses('claimed-domains/not-proven', () => enter(second));
  await mail('admin');
  assert.equal((await enter(codeAt('admin@ship.example'))).status, 200);
  assert.equal((await domainOf()).provenBy, 'mail');
  await crew.refuses('http/invalid-request', () => mail('somebody'));
});

test('nobody claims where anybody gets an address, nor more than so many', async () => {
  await crew.refuses('join-domains/public-provider', () => crew.call('PUT /v1/claimed-domains/gmail.com', token));
  await crew.refuses('join-domains/unusable', () => crew.call('PUT /v1/claimed-domains/10.0.0.1', token));
  for (let i = 1; i < 50; i++) await crew.call(`PUT /v1/claimed-domains/d${i}.example`, token);
  await crew.refuses('claimed-domains/too-many', () => crew.call('PUT /v1/claimed-domains/more.example', token));
});

test('admins see the list, owners change it, right after a proof', async () => {
  const admin = await crew.join('admin', 'anna');
  assert.equal((await crew.call('GET /v1/claimed-domains', admin.token)).status, 200);
  await crew.refuses('http/not-allowed', () => crew.call(`DELETE ${at}`, admin.token));
  crew.pass(11 * MINUTE_MS);
  const body = { mailbox: 'postmaster' };
  for (const [line, sent] of [
    [`PUT ${at}`],
    [`DELETE ${at}`],
    [`POST ${at}/code`, body],
    [`POST ${at}/proof`, {}],
  ] as const)
    await crew.refuses('access/proof-needed', () => crew.call(line, token, sent));
});
