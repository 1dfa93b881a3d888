/** An owner adds a provider of SAML and tests it; somebody signs in by it. The post from another site is a real one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { answerTo, askedBy, metadata, type Said, SIGN_IN } from '#identity/testing/identity-provider.ts';
import { systemClock } from '#platform/clock.ts';
import { type Answer, createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const texts = new Map<string, readonly string[]>();
const app = await createTestApp({ egress: { texts: async (name) => texts.get(name) ?? [] } });
const windows = await openWindows(app, { elsewhere: [new URL(SIGN_IN).origin] });
const team = await app.createTestTeam();
const owner = await app.signIn(team.owner);
const call = app.call(owner.value);
const done = ({ status, body }: Answer): Answer['body'] => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};
const { domains } = done(await call.put('/v1/claimed-domains/harbour.example'));
texts.set(domains[0].recordName, [domains[0].record]);
done(await call.post('/v1/claimed-domains/harbour.example/proof', {}));

const zoe = { nameId: 'zoe', attributes: { email: 'zoe@harbour.example', displayName: 'Zoë Ash', groups: ['deck'] } };

/** The provider's page, at its own address: it posts its answer as soon as it is there. */
const answersThere = (context: BrowserContext, said: Said) =>
  context.route(`${SIGN_IN}**`, async (route) => {
    const asked = askedBy(route.request().url(), systemClock());
    const fields = [...new URLSearchParams(answerTo(asked, said))]
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      .join('');
    const form = `<form method="post" action="${asked.own}">${fields}</form>`;
    const body = `${form}<script>document.forms[0].submit()</script>`;
    await route.fulfill({ contentType: 'text/html', body });
  });

test('an owner adds a provider by its metadata, tests it, and lets members sign in by it', async () => {
  const device = await windows.signedIn(team.owner);
  await answersThere(device.context, zoe);
  const page = await device.open(`/t/${team.slug}/admin/sign-in`);
  await page.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByRole('radio', { name: /^SAML 2.0/ }).check();
  await page.getByLabel('Name on the sign-in page').fill('The harbour');
  await page.getByLabel('Metadata of the provider').fill(metadata());
  await page.getByRole('button', { name: 'Read metadata' }).click();
  await page.getByRole('status').filter({ hasText: 'https://harbour.example/metadata' }).waitFor();
  await page.getByLabel('Who has no account yet').selectOption('member');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Addresses and certificates of The harbour' }).click();
  await page.getByLabel('Assertion consumer service (HTTP-POST)', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Test The harbour' }).click();
  await page.getByRole('heading', { level: 1, name: 'What the provider said' }).waitFor();
  await page.getByText('zoe@harbour.example').waitFor();
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await page.getByRole('radio', { name: /^Optional/ }).check();
  const section = page.getByRole('region', { name: 'Who signs in by a provider' });
  await section.getByRole('button', { name: 'Save' }).click();
  const told = page.getByRole('region', { name: 'Just done' });
  await told.getByText('Members may sign in by a provider.').waitFor();
});

test('somebody new signs in by it, and a forged answer is told to be refused', async () => {
  const device = await windows.device();
  await answersThere(device.context, zoe);
  const page = await device.open(`/t/${team.slug}/signin?to=${encodeURIComponent(`/t/${team.slug}/people`)}`);
  await page.getByRole('button', { name: 'Sign in with The harbour' }).click();
  await page.getByRole('heading', { name: 'People' }).first().waitFor();
  const stranger = await windows.device();
  await answersThere(stranger.context, { ...zoe, signs: 'nothing' });
  const other = await stranger.open(`/t/${team.slug}/signin`);
  await other.getByRole('button', { name: 'Sign in with The harbour' }).click();
  await other.getByRole('heading', { level: 1, name: 'You are not signed in' }).waitFor();
});
