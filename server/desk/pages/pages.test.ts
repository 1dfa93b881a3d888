import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readKey } from 'openpgp';
import { MINUTE_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { directoryName } from '../keys/keys.ts';
import { openDesk, POLICY } from '../testing/public-desk.ts';
import { markup } from './markup.ts';

const desk = await openDesk();
const { team, get, owner, done } = desk;
const NAME = directoryName(POLICY.address);
const own = `/t/${team.slug}`;
const pages = ['/security', '/security/policy', '/security/thanks', '/security/key'];

test('there is nothing before the policy is published, whether or not there is such a team', async () => {
  for (const base of ['', own, '/t/nobody']) {
    for (const page of [...pages, '/security/key.asc'])
      await desk.refuses('desk-pages/not-open', () => desk.call().get(`${base}${page}`));
    await desk.refuses(base === '/t/nobody' ? 'desk-pages/not-open' : 'desk-pages/no-key', () =>
      desk.call().get(`${base}/.well-known/openpgpkey/hu/${NAME}`),
    );
  }
});

test('each page is whole by itself: no script, no request, one style that its policy names', async () => {
  await desk.publish();
  await desk.makeKey();
  await desk.securityText(/SIGNATURE/);
  for (const base of ['', own]) {
    for (const page of pages) {
      const { status, type, text, headers } = await get(`${base}${page}`);
      assert.deepEqual([status, type], [200, 'text/html; charset=utf-8'], page);
      const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
      const policy = headers.get('content-security-policy') ?? '';
      assert.ok(policy.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`));
      assert.ok(policy.startsWith("default-src 'none'") && !/unsafe|https?:|\*/.test(policy));
      assert.doesNotMatch(text, /<script|<img|<link|<iframe|<form|url\(|@import| style="| on\w+=/i);
      assert.match(text, new RegExp(`<a href="${base}${page}" aria-current="page">`));
      assert.equal(headers.get('set-cookie'), null);
      const head = await get(`${base}${page}`, { method: 'HEAD' });
      assert.deepEqual([head.status, head.type, head.text], [200, type, '']);
    }
  }
});

test('they say what was published, and that nothing was measured yet', async () => {
  const { text } = await get('/security');
  for (const words of ['A person answers', '2 days', 'too few cases', 'from five answered cases up', POLICY.address])
    assert.ok(text.includes(words), words);
  const [key] = done(await owner.get('/v1/desk/keys')).keys;
  assert.ok(text.includes(key.fingerprint.replaceAll(/(.{4})(?!$)/g, '$1 ')));
  const policy = await get('/security/policy');
  assert.ok(policy.text.includes('We will not take legal action') && policy.text.includes('Version 1'));
  assert.ok((await get('/security/thanks')).text.includes('Nobody is named yet.'));
});

test('what the team writes is text, whatever it looks like', async () => {
  const hostile = '<img src=x onerror=alert(1)>&"\'';
  await desk.publish(
    { ...POLICY, inScope: [hostile], safeHarbour: hostile, thanks: [{ name: hostile, for: hostile, year: 2026 }] },
    1,
  );
  for (const page of pages.slice(0, 3)) {
    const { text } = await get(page);
    assert.ok(!text.includes('<img'), page);
    assert.ok(text.includes('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;'), page);
  }
  assert.equal(
    markup`<b>${'<'}${markup`<i>${1}</i>`}${undefined}${['&', markup`<br>`]}</b>`.html,
    '<b>&lt;<i>1</i>&amp;<br></b>',
  );
});

test('a team without a key says so, and names none', async () => {
  const other = await desk.createTestTeam();
  await desk.publish({ ...POLICY, address: 'a@other.example' }, 0, await desk.device(other.owner));
  // It is written a moment after the policy, which is an audit entry.
  await until('its security.txt', async () => {
    const { text: written } = await get(`/t/${other.slug}/.well-known/security.txt`);
    return written.includes('a@other.example');
  });
  const { text } = await get(`/t/${other.slug}/security`);
  assert.ok(text.includes('We have no key at the moment') && !text.includes('key.asc'));
  assert.ok((await get(`/t/${other.slug}/security/key`)).text.includes('There is no key at the moment'));
  await desk.refuses('desk-pages/no-key', () => desk.call().get(`/t/${other.slug}/security/key.asc`));
});

test('a mail program finds the key in binary form by either way, and nobody a list', async () => {
  const [key] = done(await owner.get('/v1/desk/keys')).keys;
  for (const base of ['', own]) {
    for (const way of ['', 'kestrel.example/', 'KESTREL.example/']) {
      const at = `${base}/.well-known/openpgpkey/${way}`;
      const { status, type, bytes, headers } = await get(`${at}hu/${NAME}?l=security`);
      assert.deepEqual([status, type], [200, 'application/octet-stream'], at);
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.equal((await readKey({ binaryKey: bytes })).getFingerprint().toUpperCase(), key.fingerprint);
      assert.equal((await get(`${at}hu/${NAME}`, { method: 'HEAD' })).status, 200);
      const marker = await get(`${at}policy`);
      assert.deepEqual([marker.status, marker.text], [200, '']);
      assert.ok((await get(`${at}hu/`)).status >= 400);
    }
  }
  for (const at of [`other.example/hu/${NAME}`, `hu/${directoryName('nobody@kestrel.example')}`])
    await desk.refuses('desk-pages/no-key', () => desk.call().get(`/.well-known/openpgpkey/${at}`));
  await desk.refuses('http/invalid-request', () => desk.call().get('/.well-known/openpgpkey/hu/index'));
});

test('a key that is void is handed out behind the one that follows it, and one that was replaced is not', async () => {
  const [first] = done(await owner.get('/v1/desk/keys')).keys;
  desk.clock.advance(MINUTE_MS);
  const { key: second } = await desk.makeKey(first.fingerprint);
  const found = async () => {
    const { bytes } = await get(`/.well-known/openpgpkey/hu/${NAME}`);
    const { readKeys } = await import('openpgp');
    return (await readKeys({ binaryKeys: bytes })).map((one) => one.getFingerprint().toUpperCase());
  };
  assert.deepEqual(await found(), [second.fingerprint]);
  done(await owner.post(`/v1/desk/keys/${first.fingerprint}/revocation`, { reason: 'superseded' }));
  assert.deepEqual(await found(), [second.fingerprint, first.fingerprint]);
  assert.ok((await get('/security/key')).text.includes('Keys that are void'));
});

test('the client keeps the rest of the team’s addresses', async () => {
  const { status, text } = await get(`${own}/security/other`, { headers: { accept: 'application/json' } });
  assert.ok(status === 200 ? text.includes('<script') : text.includes('no-such-route'));
});
