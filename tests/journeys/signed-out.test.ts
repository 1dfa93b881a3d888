/** Access that ends, in real windows: everybody is signed out, a device is disowned, and a new one is told of. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#platform/testing/waiting.ts';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const PASSWORD = 'a lantern for the pier';
const NEW_PASSWORD = 'seven copper kettles sing';
const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const asOwner = app.call(team.owner.token);

async function join(handle: string, role = 'member'): Promise<string> {
  const { body: invited } = await asOwner.post('/v1/invitations', { role });
  const email = `${handle}-${team.slug}@harbour.example`;
  const account = { name: handle, handle, email, password: PASSWORD, token: invited.link.split('#')[1] };
  assert.equal((await app.call().post('/v1/invitations/acceptance', account)).status, 201);
  return email;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const open = async (email: string): Promise<Page> => {
  const device = await windows.device();
  await device.signIn({ team: team.slug, email, password: PASSWORD });
  const page = await device.open(`/t/${team.slug}`);
  await page.getByRole('navigation', { name: 'Areas' }).first().waitFor();
  return page;
};
const isOut = (page: Page) =>
  page
    .getByText(/You are signed out|Your session has ended/)
    .first()
    .waitFor();
/** When the window says so, in milliseconds of the machine's clock, whatever this process is busy with. */
const toldAt = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((told) => {
    const look = () => /You are signed out|Your session has ended/.test(document.body.textContent) && told(Date.now());
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  })`);
/** What the window gets that still asks, whatever it shows. */
const asks = (page: Page): Promise<number> => page.evaluate("fetch('/v1/me').then(({ status }) => status)");
const aboutDevices = (email: string) =>
  app.mails.filter(({ to, subject }) => to === email && subject.startsWith('A new device'));

test('an admin signs everybody out, and every other window loses access; the result is shown', async (t) => {
  const [admin, ada] = [await join('admin', 'admin'), await join('ada')];
  const page = await open(admin);
  const others = [await open(admin), await open(ada), await open(ada)];
  await page.goto(`${app.base}/t/${team.slug}/admin/sign-in`);
  await press(page, 'Sign out everyone but me');
  const dialog = page.getByRole('dialog', { name: 'Sign out everyone but you?' });
  const told = Promise.all(others.map(toldAt));
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    dialog.getByRole('button', { name: 'Sign out everyone but me' }).click(),
  ]);
  assert.deepEqual(await Promise.all(others.map(asks)), [401, 401, 401], 'with the answer the access is gone');
  const { startTime } = answer.request().timing();
  const laterMs = (await told).map((at) => Math.round(at - startTime));
  t.diagnostic(`the other windows said that they are signed out ${laterMs.join(', ')} ms after the click`);
  await Promise.all(others.map(isOut));
  const said = page.getByText(/\d+ devices? signed out; the last of \d+ connections? closed after \d+ ms/);
  await said.waitFor();
  t.diagnostic(await said.innerText());
  await page.getByRole('heading', { name: 'Sign everybody out' }).waitFor();
  for (const other of others) await other.close();
});

test('a mail about a new device comes once; its link leads to "not me", which asks for a new password', async () => {
  const eva = await join('eva');
  const own = await open(eva);
  const cookies = await own.context().cookies();
  assert.ok(cookies.some(({ name, httpOnly }) => name === 'wardroom-device' && httpOnly));
  const stranger = await open(eva);
  await until('the mail about the second device', () => aboutDevices(eva).length >= 2);
  const headers = { origin: app.base };
  const data = { name: 'planted', scopes: ['messages:read'] };
  const { secret } = await (
    await stranger.context().request.post(`${app.base}/v1/me/tokens`, { data, headers })
  ).json();
  assert.equal((await app.call(secret).get('/v1/me/channels')).status, 200);
  const link = /https?:\/\/\S+\/me\/not-me\/S\w+/.exec(aboutDevices(eva).at(-1)?.text ?? '')?.[0] ?? '';
  await own.goto(link);
  await own.getByRole('heading', { level: 1, name: 'That was not me' }).waitFor();
  await own.getByText('1 API token made there: revoked.').waitFor();
  await press(own, 'It was not me');
  await isOut(stranger);
  await own.getByText('They are out, what they added is taken away').waitFor();
  assert.equal((await app.call(secret).get('/v1/me/channels')).status, 401);
  const putOut = app.mails.find(({ to, subject }) => to === eva && subject.startsWith('A device was put out'));
  assert.match(putOut?.text ?? '', /added on that device: an API token\./);
  await fill(own, 'Current password', PASSWORD);
  await fill(own, 'New password', NEW_PASSWORD);
  await press(own, 'Change password');
  await own.getByRole('region', { name: 'Just done' }).getByText('Your password is changed.').waitFor();
  const old = { team: team.slug, email: eva, password: PASSWORD };
  assert.equal((await app.call().post('/v1/sign-in', old)).status, 401);
  // The same browser again is no new one.
  const again = await own.context().request.post(`${app.base}/v1/sign-in`, {
    data: { ...old, password: NEW_PASSWORD },
    headers,
  });
  assert.equal(again.status(), 200);
  await own.goto(`${app.base}/t/${team.slug}/me/security`);
  await own.getByRole('heading', { name: 'What has access to your account' }).waitFor();
  await own.getByText('This device').first().waitFor();
  assert.equal(aboutDevices(eva).length, 2);
});
