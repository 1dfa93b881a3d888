import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

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
