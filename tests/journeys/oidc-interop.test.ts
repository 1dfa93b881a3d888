/** A full sign-in by node-oidc-provider, which is certified and not our code: its own pages, in a real window. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, test } from 'node:test';
// @ts-expect-error: the library comes without types.
import Provider from 'oidc-provider';
import { openWeb, TEST_AUTHORITY } from '#platform/testing/web.ts';
import { type Answer, createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const HOST = 'good.example';
const SECRET = 'a secret between two servers';
let listener: RequestListener | undefined;
const web = await openWeb((request, response) => listener?.(request, response), 'valid');
const issuer = `https://${HOST}:${web.port}`;
/** Its pages name a font there; nobody is asked for it. */
const FONTS = 'https://fonts.googleapis.com';

const texts = new Map<string, readonly string[]>();
const app = await createTestApp({
  settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${web.port}` },
  egress: {
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  },
});
const windows = await openWindows(app, { elsewhere: [issuer, FONTS] });
const team = await app.createTestTeam();
const owner = app.call((await app.signIn(team.owner)).value);
const done = ({ status, body }: Answer): Answer['body'] => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};

/** By this way the browser comes to the provider's name, and nowhere else. */
async function openWay(): Promise<string> {
  const way = createServer((_request, response) => response.writeHead(403).end());
  way.on('connect', ({ url }, socket) => {
    if (url !== `${HOST}:${web.port}`) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const there = connect(web.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(there).pipe(socket);
    });
    for (const end of [there, socket]) end.on('error', () => [there, socket].map((one) => one.destroy()));
  });
  await new Promise<void>((listening) => way.listen(0, '127.0.0.1', listening));
  after(() => {
    way.close();
    way.closeAllConnections();
  });
  return `http://127.0.0.1:${(way.address() as AddressInfo).port}`;
}

test('somebody new fills in the pages of a real provider and is inside, in a session of her own', async () => {
  const settings = { kind: 'oidc', issuer, clientId: 'wardroom', hostedDomains: [], vouchesForAddresses: false };
  const newAccounts = { role: 'member', roles: [] };
  const given = { name: 'The harbour', isOn: true, secret: SECRET, newAccounts, settings };
  const { redirectUri } = done(await owner.post('/v1/sso/providers', given));
  done(await owner.put('/v1/sso/policy', { mode: 'optional', countsAsFactor: false }));
  const { domains } = done(await owner.put('/v1/claimed-domains/harbour.example'));
  texts.set(domains[0].recordName, [domains[0].record]);
  done(await owner.post('/v1/claimed-domains/harbour.example/proof', {}));
  listener = new Provider(issuer, {
    clients: [{ client_id: 'wardroom', client_secret: SECRET, redirect_uris: [redirectUri] }],
    cookies: { keys: ['a key of tests alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: async () => ({ sub, email: `${sub}@harbour.example`, email_verified: true, name: 'Zoë Ash' }),
    }),
  }).callback();

  const { context, open } = await windows.device({
    ignoreHTTPSErrors: true,
    proxy: { server: await openWay(), bypass: '127.0.0.1' },
  });
  const to = `/t/${team.slug}/people`;
  const page = await open(`/t/${team.slug}/signin?to=${encodeURIComponent(to)}`);
  await page.getByRole('button', { name: 'Sign in with The harbour' }).click();
  await page.getByPlaceholder('Enter any login').fill('zoe');
  await page.getByPlaceholder('and password').fill('any');
  assert.equal(new URL(page.url()).origin, issuer);
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.pathname === to);
  await page.getByRole('heading', { name: 'People' }).first().waitFor();

  const me = await (await context.request.get(`${app.base}/v1/me`)).json();
  assert.deepEqual([me.member.name, me.member.email], ['Zoë Ash', 'zoe@harbour.example']);
  const { sessions } = await (await context.request.get(`${app.base}/v1/me/sessions`)).json();
  const opened = sessions.map(({ means, provider }: Record<string, string>) => [means, provider]);
  assert.deepEqual(opened, [['oidc', 'The harbour']]);
});
