/** Second factors in real windows: adding an app, signing in with it, losing it; a team that asks everybody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { codeAt } from '#identity/testing/testing.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const PASSWORD = 'a lantern for the pier';
const app = await createTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const asOwner = app.call(team.owner.token);

async function join(handle: string, role = 'member'): Promise<string> {
  const { body: invited } = await asOwner.post('/v1/invitations', { role });
  const email = `${handle}@harbour.example`;
  const token = invited.link.split('#')[1];
  const account = { name: handle, handle, email, password: PASSWORD, token };
  assert.equal((await app.call().post('/v1/invitations/acceptance', account)).status, 201);
  return email;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const isInside = (page: Page) => page.getByRole('navigation', { name: 'Areas' }).first().waitFor();
const nextStep = () => app.clock.advance(30_000);

async function typePassword(page: Page, email: string): Promise<void> {
  await page.goto(`${app.base}/t/${team.slug}/signin`);
  await fill(page, 'E-mail address', email);
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Sign in');
}

/** What the page shows for typing into an app. */
const shownSecret = async (page: Page): Promise<string> =>
  (await page.locator('code').innerText()).replaceAll(/\s/g, '');

const ada = await join('ada');
let secret = '';
let codes: string[] = [];

test('an app is added on the own page, after the password was asked again, with codes typed back', async () => {
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, ada);
  await isInside(page);
  app.clock.advance(11 * MINUTE_MS);
  await page.goto(`${app.base}/t/${team.slug}/me/security`);
  await press(page, 'Add an authenticator app');
  await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
  await fill(page, 'Your password', PASSWORD);
  await press(page, 'Go on');
  await page.getByRole('dialog', { name: 'Add an authenticator app' }).waitFor();
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  secret = await shownSecret(page);
  await fill(page, 'Code of the app', '12');
  await press(page, 'Add the app');
  await page.locator('input[aria-invalid=true]').waitFor();
  await fill(page, 'Code of the app', codeAt(secret, app.clock.now));
  await press(page, 'Add the app');
  await page.getByRole('dialog', { name: 'Keep these recovery codes' }).waitFor();
  codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
  assert.equal(codes.length, 10);
  await fill(page, 'Type one of them back', codes[0] ?? '');
  await press(page, 'They are kept');
  await page.getByText('10 recovery codes are left.').waitFor();
});

test('from then on a sign-in asks for a code, and one that was used is refused in words', async () => {
  nextStep();
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, ada);
  await heading(page, 'Type the code of your app');
  const code = codeAt(secret, app.clock.now);
  await fill(page, 'Code of the app', code);
  await press(page, 'Go on');
  await isInside(page);
  const other = await (await windows.device()).open('about:blank');
  await typePassword(other, ada);
  await fill(other, 'Code of the app', code);
  await press(other, 'Go on');
  await other.getByText('it was used before').waitFor();
});

test('who lost the device comes in by a recovery code, and puts another app in its place', async () => {
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, ada);
  await press(page, 'The app is not at hand');
  await heading(page, 'Use a recovery code');
  await fill(page, 'Recovery code', (codes[1] ?? '').toUpperCase());
  await press(page, 'Go on');
  await page.getByText('9 are left').waitFor();
  await page.getByRole('link', { name: 'Put another in its place' }).click();
  await press(page, 'Put another app in its place');
  const fresh = await shownSecret(page);
  await fill(page, 'Code of the app', codeAt(fresh, app.clock.now));
  await press(page, 'Add the app');
  await page.getByRole('region', { name: 'Just done' }).getByText('The app is added.').waitFor();
  await page.getByText('9 recovery codes are left.').waitFor();
  nextStep();
  const again = await (await windows.device()).open('about:blank');
  await typePassword(again, ada);
  await fill(again, 'Code of the app', codeAt(fresh, app.clock.now));
  await press(again, 'Go on');
  await isInside(again);
});

test('an admin asks everybody; who lacks a factor sees it coming, adds one at the deadline, and goes on', async () => {
  const [chief, ben] = [await join('chief', 'admin'), await join('ben')];
  const bens = await (await windows.device()).open('about:blank');
  await typePassword(bens, ben);
  await isInside(bens);
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, chief);
  await isInside(page);
  await page.goto(`${app.base}/t/${team.slug}/admin/sign-in`);
  await page.getByRole('rowheader', { name: 'ben' }).waitFor();
  await press(page, 'Ask everybody');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('can only sign in and add one').waitFor();
  await dialog.getByRole('button', { name: 'Ask everybody' }).click();
  await page.getByRole('button', { name: 'Ask nobody any more' }).waitFor();

  await bens.reload();
  await bens.getByText('asks everybody for a second factor').waitFor();
  app.clock.advance(15 * DAY_MS);
  await bens.reload();
  await bens.getByRole('link', { name: 'Sign in again' }).click();
  await fill(bens, 'E-mail address', ben);
  await fill(bens, 'Password', PASSWORD);
  await press(bens, 'Sign in');
  await heading(bens, 'Add an authenticator app');
  await fill(bens, 'Code of the app', codeAt(await shownSecret(bens), app.clock.now));
  await press(bens, 'Add the app');
  await heading(bens, 'Keep these recovery codes');
  const [first = ''] = await bens.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
  await fill(bens, 'Type one of them back', first);
  await press(bens, 'Go to the team');
  await isInside(bens);
});
