/** The desk from both sides in a browser: an admin opens it and keeps its keys, and a stranger reads its pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { borrowTestApp } from '../app.ts';
import { barriersIn } from '../axe.ts';
import { openWindows } from '../browser.ts';
import { lostIn } from '../forced-colors.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const base = `/t/${team.slug}`;
const admin = await windows.signedIn(team.owner);
const desk = await admin.open(`${base}/admin/desk`);
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

test('an admin opens the desk by publishing the policy, and sees before what it will say', async () => {
  await desk.getByText('There is no key yet').waitFor();
  await desk.getByLabel('Mail address for reports').fill('security@kestrel.example');
  await desk.getByLabel('In scope').fill('The lighthouse\nIts lamp');
  await press(desk, 'Show the preview');
  const preview = desk.getByRole('region', { name: 'Preview of the policy' });
  await preview.getByText('Write to security@kestrel.example.').waitFor();
  assert.deepEqual((await preview.getByRole('list').first().innerText()).split('\n'), ['The lighthouse', 'Its lamp']);
  await press(desk, 'Publish and open the pages');
  await desk.getByText('Version 1 is public.').waitFor();
  await desk.getByRole('link', { name: 'Look at the pages' }).waitFor();
});

test('a key is made in a ceremony that ends when its certificate is kept, by the keyboard alone', async () => {
  await desk.getByRole('button', { name: 'Make a key' }).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('dialog', { name: 'Make a key?' }).waitFor();
  await desk.getByRole('button', { name: 'Make the key' }).focus();
  await desk.keyboard.press('Enter');
  const made = desk.getByRole('dialog', { name: 'The key is made' });
  const certificate = made.getByLabel('Revocation certificate');
  assert.match(await certificate.inputValue(), /^Revokes [0-9A-F]{40}\n+-----BEGIN PGP PUBLIC KEY BLOCK-----/);
  await desk.keyboard.press('Escape');
  await made.waitFor();
  await made.getByRole('checkbox').focus();
  await desk.keyboard.press('Space');
  await made.getByRole('button', { name: 'Done' }).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('table', { name: 'OpenPGP keys of the security desk' }).getByText('Current').waitFor();
});

test('a key is replaced and the former one revoked, with a reason', async () => {
  await press(desk, 'Replace the key');
  await desk.getByRole('dialog').getByRole('button', { name: 'Replace the key' }).click();
  await desk.getByRole('dialog', { name: 'The key is made' }).getByRole('checkbox').check();
  await press(desk, 'Done');
  const table = desk.getByRole('table', { name: 'OpenPGP keys of the security desk' });
  const former = table.getByRole('row').filter({ hasText: 'Former' });
  await former.getByRole('button', { name: /^Revoke/ }).click();
  const question = desk.getByRole('dialog');
  await question.getByRole('button', { name: 'Revoke the key' }).click();
  await question.getByText('Choose why.').waitFor();
  await question.getByLabel('Another key has taken its place').check();
  await question.getByRole('button', { name: 'Revoke the key' }).click();
  await table.getByText('Revoked').waitFor();
});

test('what somebody else published meanwhile is not overwritten', async () => {
  const elsewhere = await admin.open(`${base}/admin/desk`);
  await elsewhere.getByLabel('Out of scope').fill('The sea');
  await desk.getByLabel('Out of scope').fill('The harbour');
  await press(desk, 'Publish the next version');
  await desk.getByText('Version 2 is public.').waitFor();
  await press(elsewhere, 'Publish the next version');
  await elsewhere.getByText('Somebody published another version meanwhile.').first().waitFor();
  await elsewhere.close();
});

const pages = ['', '/policy', '/thanks', '/key'].map((page) => `${base}/security${page}`);
const sizes = [
  [1440, 900],
  [390, 844],
  [720, 450],
  [320, 640],
] as const;

test('a stranger reads the pages without scripts, and finds the way by the keyboard', async () => {
  const { context, open } = await windows.device({ javaScriptEnabled: false });
  const page = await open(`${base}/security`);
  await page.getByRole('heading', { level: 1, name: /^Found a weakness in/ }).waitFor();
  await page.keyboard.press('Tab');
  assert.ok(await page.getByRole('link', { name: 'Skip to the content' }).isVisible());
  await page.getByRole('link', { name: 'the whole policy' }).click();
  await page.getByText('The harbour').waitFor();
  await page.getByRole('link', { name: 'Key', exact: true }).click();
  await page.getByRole('heading', { name: 'Keys that are void' }).waitFor();
  await page.getByRole('link', { name: 'Thanks' }).click();
  await page.getByText('Nobody is named yet.').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${app.base}${base}/security/key.asc`).catch(() => undefined),
  ]);
  assert.equal(download.suggestedFilename(), 'key.asc');
  assert.deepEqual(await context.cookies(), []);
});

test('nothing bars anybody from the pages, in light and dark, at every size, and with forced colours', async () => {
  const { open } = await windows.device();
  const found: string[] = [];
  const page = await open(`${base}/security`);
  for (const path of pages) {
    await page.goto(app.base + path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        const wrong = await barriersIn(page, 'all');
        if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong.push('it scrolls sideways');
        found.push(...wrong.map((one) => `${path} ${colorScheme} ${width}: ${one}`));
      }
    }
    found.push(...(await lostIn(page)));
  }
  assert.deepEqual(found, []);
});

test('who is signed in reads the pages too, past the client that answers for the team', async () => {
  const page = await admin.open(`${base}/security`);
  await page.getByRole('heading', { level: 1, name: /^Found a weakness in/ }).waitFor();
  await page.close();
});
