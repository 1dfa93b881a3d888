import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import type { Problem } from '../problem.ts';
import { systemRandom } from '../random.ts';
import { addSite, openSite } from './site.ts';

const folder = mkdtempSync(join(tmpdir(), 'site-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'assets'));
const script = 'export const greeting = "hello";\n';
writeFileSync(join(folder, 'assets/app-1a2b.js'), script);
writeFileSync(join(folder, 'assets/app-1a2b.js.gz'), gzipSync(script));
writeFileSync(join(folder, 'sw.js'), script);
writeFileSync(join(folder, 'app.html'), '<script nonce="NONCE" src="/assets/app-1a2b.js"></script>');

writeFileSync(join(folder, 'back.html'), '<meta name="posted" content="">');

const site = openSite(folder, [
  { file: 'app.html', paths: ['/', '/t/:team/*'] },
  { file: 'back.html', paths: ['/back'], posted: ['/back'] },
]);
const fastify = Fastify();
fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, Object.fromEntries(new URLSearchParams(String(body)))),
);
fastify.setErrorHandler((error, _request, reply) => reply.code((error as Problem).status).send());
after(() => fastify.close());
assert(site);
addSite(fastify, site, systemRandom);
const get = (url: string, headers: Record<string, string> = {}) => fastify.inject({ url, headers });

test('a document answers at each of its addresses, with a nonce of its own that its policy names', async () => {
  const nonces = new Set<string>();
  for (const url of ['/', '/t/acme/c/1', '/t/acme/c/1?thread=2']) {
    const answer = await get(url);
    const nonce = /nonce="([^"]+)"/.exec(answer.body)?.[1];
    assert(nonce);
    nonces.add(nonce);
    const policy = String(answer.headers['content-security-policy']);
    assert(policy.includes(`script-src 'nonce-${nonce}' 'strict-dynamic';`));
    assert(policy.includes("default-src 'none'") && policy.includes("require-trusted-types-for 'script'"));
    assert(!/unsafe|https?:|\*/.test(policy));
  }
  assert.equal(nonces.size, 3);
});

test('an asset is kept for ever, and comes compressed to those who can read it so', async () => {
  const plain = await get('/assets/app-1a2b.js');
  assert.equal(plain.body, script);
  assert.match(String(plain.headers['cache-control']), /immutable/);
  assert.equal(plain.headers['content-encoding'], undefined);
  const small = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, br' });
  assert.equal(small.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(small.rawPayload).toString(), script);
});

test('a file at the top is asked for anew every time', async () => {
  const answer = await get('/sw.js');
  assert.equal(answer.body, script);
  assert.equal(answer.headers['cache-control'], 'no-cache');
  assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'; connect-src 'self';/);
});

test('a document carries the fields of a form that was posted to it, and takes nothing else', async () => {
  const post = (payload: string, type?: string) =>
    fastify.inject({ url: '/back', method: 'POST', payload, headers: type ? { 'content-type': type } : {} });
  const form = 'application/x-www-form-urlencoded';
  assert.equal((await post('a=%22%3E&b=NONCE', form)).body, '<meta name="posted" content="a=%22%3E&amp;b=NONC%45">');
  for (const [payload, type] of [
    ['[1]', 'application/json'],
    ['7', 'application/json'],
    ['{"a":{"b":1}}', 'application/json'],
    ['', undefined],
  ] as const)
    assert.equal((await post(payload, type)).statusCode, 400, payload);
});

test('nothing else is handed out', async () => {
  for (const url of ['/assets/nothing.js', '/assets/../app.html', '/assets/%2e%2e/app.html', '/app.html', '/assets/']) {
    assert.equal((await get(url)).statusCode, 404, url);
  }
});

test('there may be no build', () => {
  assert.equal(openSite(join(folder, 'absent'), []), undefined);
});
