import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#platform/testing/waiting.ts';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { leftBehind } from '../left-behind.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

/** Run in the page: waits for the service worker, and tells what it has stored. */
const stored = `(async () => {
  const { active } = await navigator.serviceWorker.ready;
  await new Promise((resolve) => {
    const look = () => active.state === 'activated' && resolve();
    active.addEventListener('statechange', look);
    look();
  });
  const requests = await Promise.all((await caches.keys()).map(async (name) => await (await caches.open(name)).keys()));
  return requests.flat().map(({ url }) => new URL(url).pathname);
})()`;

test('the workspace opens without a network and says so, and the device has stored no word of anybody', async () => {
  const team = await app.createTestTeam();
  const device = await windows.signedIn(team.owner);
  const page = await device.open(`/t/${team.slug}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const paths = (await page.evaluate(stored)) as string[];
  assert.deepEqual(
    paths.filter((path) => path !== '/t/-/' && !path.startsWith('/assets/')),
    [],
  );
  assert.ok(paths.length > 2);
  await device.context.setOffline(true);
  await page.reload();
  await page.getByText('No connection.').waitFor();
  await device.context.setOffline(false);
  await page.getByText('No connection.').waitFor({ state: 'detached' });
});

/** Turns the choice on or off. It shows what the device does, which it does in its own time. */
async function turn(page: Page, isOn: boolean): Promise<void> {
  const choice = (checked: boolean) => page.getByRole('switch', { name: 'Keep offline on this device', checked });
  await choice(!isOn).click();
  await choice(isOn).waitFor();
}

test('who keeps it offline reads on without a network; off, or signed out, nothing of it is left', async () => {
  const team = await app.createTestTeam();
  const asOwner = app.call(team.owner.token);
  const channel = (await asOwner.get('/v1/me/channels')).body.channels[0].channel.id;
  const path = `/t/${team.slug}/c/${channel}`;
  const text = 'The lighthouse keeper sleeps by day';
  await asOwner.post(`/v1/channels/${channel}/messages`, { clientId: crypto.randomUUID(), text });
  const device = await windows.signedIn(team.owner);
  const page = await device.open(path);
  const row = page.getByRole('article').filter({ hasText: text });
  const isStored = async (): Promise<boolean> => ((await page.evaluate(leftBehind)) as string).includes('lighthouse');
  const settings = async (): Promise<void> => void (await page.goto(`${app.base}/t/${team.slug}/me/security`));
  await row.waitFor();
  assert.equal(await isStored(), false);

  await settings();
  await turn(page, true);
  await page.goto(app.base + path);
  await row.waitFor();
  await until('a copy', isStored);
  await page.evaluate(stored);
  await device.context.setOffline(true);
  await page.reload();
  await row.waitFor();
  await page.getByText('No connection.').waitFor();
  await page.getByRole('textbox', { name: /^Message / }).fill('Written in the dark');
  await page.keyboard.press('Enter');
  await page.getByRole('article').filter({ hasText: 'Written in the dark' }).waitFor();
  await page.reload();
  await page.getByRole('article').filter({ hasText: 'Written in the dark' }).waitFor();
  await device.context.setOffline(false);
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  await until('the message at the server', async () => {
    const { body } = await asOwner.get(`/v1/channels/${channel}/messages`);
    return body.messages.filter((one: { text: string }) => one.text === 'Written in the dark').length === 1;
  });

  await settings();
  await turn(page, false);
  await until('the end of the copy', async () => !(await isStored()));
  await turn(page, true);
  await page.goto(app.base + path);
  await row.waitFor();
  await until('a copy', isStored);
  await settings();
  await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`**/t/${team.slug}/signin`);
  assert.equal(await isStored(), false);
});

test('a session that is ended elsewhere takes what was kept with it', async () => {
  const team = await app.createTestTeam();
  const device = await windows.signedIn(team.owner);
  const page = await device.open(`/t/${team.slug}/me/security`);
  await turn(page, true);
  const names = async (): Promise<string> => String(await page.evaluate('indexedDB.databases().then(JSON.stringify)'));
  await until('a copy', async () => (await names()).includes('wardroom-copy-'));
  const other = await windows.signedIn(team.owner);
  const ended = await other.context.request.post(`${app.base}/v1/me/sessions/revocation`, {
    headers: { origin: app.base },
  });
  assert.ok(ended.ok(), await ended.text());
  await page.getByText('You are signed out.').waitFor();
  await until('the end of the copy', async () => !(await names()).includes('wardroom-copy-'));
});
