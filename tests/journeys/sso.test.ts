/** Signing in by a provider in real windows; what the provider does in between is left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { CLIENT, openIssuer, type Twist } from '#identity/testing/issuer.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { type Answer, createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const issuer = await openIssuer();
const texts = new Map<string, readonly string[]>();
const app = await createTestApp({
  settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${issuer.port}` },
  egress: {
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  },
});
const windows = await openWindows(app);
const team = await app.createTestTeam();
const owner = await app.signIn(team.owner);
const call = app.call(owner.value);
const done = ({ status, body }: Answer): Answer['body'] => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};

const provider = done(
  await call.post('/v1/sso/providers', {
    ...{ name: 'The harbour', isOn: true, secret: CLIENT.secret, newAccounts: { role: 'member', roles: [] } },
    settings: {
      ...{ kind: 'oidc', issuer: issuer.issuer, clientId: CLIENT.clientId },
      ...{ hostedDomains: [], vouchesForAddresses: false },
    },
  }),
);
done(await call.put('/v1/sso/policy', { mode: 'optional', countsAsFactor: false }));
const { domains } = done(await call.put('/v1/claimed-domains/harbour.example'));
texts.set(domains[0].recordName, [domains[0].record]);
done(await call.post('/v1/claimed-domains/harbour.example/proof', {}));

const person = { sub: 'zoe', email: 'zoe@harbour.example', email_verified: true, name: 'Zoë Ash' };
const back = new URL(provider.redirectUri).pathname;
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** The way out leads straight to where the provider would send the browser back. */
const answerAtOnce = (page: Page, twist?: Twist) =>
  page.route('**/v1/sso/requests', async (route) => {
    const answered = await route.fetch();
    const { location } = await answered.json();
    await route.fulfill({ response: answered, json: { location: back + issuer.answer(location, person, twist) } });
  });

test('somebody new signs in by a provider and goes on where the way began', async () => {
  const device = await windows.device();
  const to = `/t/${team.slug}/people`;
  const page = await device.open(`/t/${team.slug}/signin?to=${encodeURIComponent(to)}`);
  await answerAtOnce(page);
  await page.getByRole('button', { name: 'Sign in with The harbour' }).click();
  await page.waitForURL((url) => url.pathname === to);
  await page.getByRole('heading', { name: 'People' }).first().waitFor();
});

test('who is refused is told so, and what the provider sent along is gone from the address', async () => {
  const page = await (await windows.device()).open(`/t/${team.slug}/signin`);
  await answerAtOnce(page, { alg: 'strange key' });
  await page.getByRole('button', { name: 'Sign in with The harbour' }).click();
  await heading(page, 'You are not signed in');
  assert.equal(new URL(page.url()).search, '');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await heading(page, `Sign in to Team ${team.slug}`);
});

test('a test shows what was read', async () => {
  const device = await windows.signedIn(team.owner);
  const { location } = await (
    await device.context.request.post(`${app.base}/v1/sso/providers/${provider.id}/test`, {
      headers: { origin: app.base },
    })
  ).json();
  const page = await device.open(back + issuer.answer(location, { ...person, groups: ['deck'] }));
  await heading(page, 'What the provider said');
  await page.getByText('["deck"]').waitFor();
});
