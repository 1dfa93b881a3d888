/** A sign-in through a certified provider that is not ours: its pages are filled in as a browser would. */
import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { request as ask } from 'node:https';
import { test } from 'node:test';
// @ts-expect-error: the library comes without types.
import Provider from 'oidc-provider';
import { createEgress, readOpened } from '#platform/egress/egress.ts';
import { openWeb, TEST_AUTHORITY } from '#platform/testing/web.ts';
import { claimsOf, locationOf, type OidcProvider, OidcRefusal } from './oidc.ts';

let listener: RequestListener | undefined;
const web = await openWeb((request, response) => listener?.(request, response), 'valid');
const issuer = `https://good.example:${web.port}`;
const ours: OidcProvider = {
  settings: { kind: 'oidc', issuer, clientId: 'wardroom', hostedDomains: [], vouchesForAddresses: false },
  secret: 'a secret between two servers',
  redirectUri: 'https://wardroom.example/t/crew/sso/X1',
};
const real = new Provider(issuer, {
  clients: [{ client_id: 'wardroom', client_secret: ours.secret, redirect_uris: [ours.redirectUri] }],
  cookies: { keys: ['a key of tests alone'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  findAccount: (_context: unknown, id: string) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@ship.example`, email_verified: true, name: `Name ${id}` }),
  }),
});
listener = real.callback();
const egress = createEgress({
  ...{ opened: readOpened(`127.0.0.1:${web.port}`) ?? [], reached: () => {}, authority: TEST_AUTHORITY },
  resolve: async () => ['127.0.0.1'],
});

/** Goes from page to page with its cookies until it is sent back to us; gives the address that it was sent to. */
async function walk(start: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const visit = (url: URL, form?: string) =>
    new Promise<{ location: string | undefined; body: string }>((done, failed) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const options = {
        ...{ host: '127.0.0.1', port: web.port, path: url.pathname + url.search, ca: TEST_AUTHORITY },
        ...{ servername: 'good.example', method: form === undefined ? 'GET' : 'POST' },
        headers: { host: url.host, cookie, ...type },
      };
      const sent = ask(options, async (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        let body = '';
        for await (const part of answer) body += String(part);
        done({ location: answer.headers.location, body });
      });
      sent.on('error', failed).end(form);
    });
  let at = new URL(start);
  for (let steps = 0; steps < 10; steps++) {
    const { location, body } = await visit(at);
    const action = /<form[^>]* action="([^"]+)"/.exec(body)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(body)?.[1] ?? '';
    const form = new URLSearchParams({ prompt, login, password: 'any' });
    const next = location ?? (action && (await visit(new URL(action, at), String(form))).location);
    assert.ok(next, body);
    at = new URL(next, at);
    if (at.origin !== issuer) return at;
  }
  return assert.fail('the provider goes round in circles');
}

const request = { state: 'a state of this test', browser: 'a secret of this browser' };

test('a person signs in at a real provider, and the claims that its second page gives are there', async () => {
  const back = await walk(await locationOf(egress, ours, request), 'ada');
  assert.equal(back.origin + back.pathname, ours.redirectUri);
  const claims = await claimsOf(egress, ours, request, back.search);
  assert.deepEqual([claims.sub, claims.email, claims.email_verified], ['ada', 'ada@ship.example', true]);
  await assert.rejects(claimsOf(egress, ours, request, back.search), refusal('code-refused'));
});

test('another browser can do nothing with the answer, and neither can one who does not know the secret', async () => {
  const back = await walk(await locationOf(egress, ours, request), 'ben');
  const stolen = { ...request, browser: 'another browser' };
  await assert.rejects(claimsOf(egress, ours, stolen, back.search), refusal('code-refused'));
  const again = await walk(await locationOf(egress, ours, request), 'ben');
  await assert.rejects(
    claimsOf(egress, { ...ours, secret: 'guessed' }, request, again.search),
    refusal('code-refused'),
  );
});

const refusal = (fault: string) => (error: unknown) => error instanceof OidcRefusal && error.fault === fault;
