/**
 * Turning on what the browser tells while the workspace is closed, by a real press. A push service of the world outside
 * is not asked: what the browser would have from it stands in its place.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { borrowTestApp } from '../app.ts';
import { type Device, openWindows } from '../browser.ts';
import { until } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();

/** Gives a subscription as browsers do; `asks` has whether each question came from a press. */
const standInForPushes = `(() => {
  globalThis.asks = [];
  const ask = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () => {
    asks.push(navigator.userActivation.isActive);
    return ask();
  };
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  let there = null;
  PushManager.prototype.getSubscription = async () => there;
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!applicationServerKey || !userVisibleOnly) throw new DOMException('No key.', 'InvalidAccessError');
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const keys = { p256dh: text(await crypto.subtle.exportKey('raw', pair.publicKey)), auth: text(new Uint8Array(16)) };
    const given = { endpoint: 'https://push.harbour.example/one', expirationTime: null, keys };
    there = { toJSON: () => given, unsubscribe: async () => { there = null; return true; } };
    return there;
  };
})()`;

const closed = (page: Page) => page.getByRole('status').filter({ hasText: 'While it is closed' });
const sentBy = (page: Page): string[] => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/me/push-subscription')) sent.push(request.method());
  });
  return sent;
};
async function opened(device: Device): Promise<Page> {
  const page = await device.open('about:blank');
  await page.goto(`${app.base}/t/${team.slug}/me/notifications`);
  // The service worker is what a push wakes.
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.reload();
  return page;
}

test('a press asks the browser and tells the server; a second one takes it back', async () => {
  const device = await windows.signedIn(team.owner);
  await device.context.grantPermissions(['notifications'], { origin: app.base });
  await device.context.addInitScript(standInForPushes);
  const page = await opened(device);
  const sent = sentBy(page);
  await page.getByRole('button', { name: 'Tell me here' }).click();
  await closed(page).getByText('On. This browser tells you').waitFor();
  assert.deepEqual(sent, ['PUT']);
  assert.deepEqual(await page.evaluate('asks'), [true], 'the browser is asked from a press');
  await page.getByRole('button', { name: 'Stop telling me here' }).click();
  await closed(page).getByText('Off. This browser tells you nothing').waitFor();
  assert.deepEqual(sent, ['PUT', 'DELETE']);
});

test('a browser that reaches no push service says so, and nothing is changed', async () => {
  const device = await windows.signedIn(team.owner);
  await device.context.grantPermissions(['notifications'], { origin: app.base });
  await device.context.addInitScript(`${standInForPushes};
    PushManager.prototype.subscribe = async () => { throw new DOMException('No service.', 'AbortError'); };`);
  const page = await opened(device);
  const sent = sentBy(page);
  await page.getByRole('button', { name: 'Tell me here' }).click();
  await closed(page).getByText('could not reach its push service').waitFor();
  await page.getByRole('button', { name: 'Tell me here' }).waitFor();
  assert.deepEqual(sent, []);
});

test('who says no to the browser reads how to say yes later; the server hears nothing', async () => {
  const device = await windows.signedIn(team.owner);
  await device.context.grantPermissions(['notifications'], { origin: app.base });
  await device.context.addInitScript(standInForPushes);
  const page = await opened(device);
  const sent = sentBy(page);
  const tell = page.getByRole('button', { name: 'Tell me here' });
  await tell.waitFor();
  // Another permission alone: this one is denied.
  await device.context.clearPermissions();
  await device.context.grantPermissions(['geolocation'], { origin: app.base });
  await tell.click();
  await closed(page).getByText('This browser was told not to let Wardroom notify you').waitFor();
  assert.equal(await tell.count(), 0);
  assert.deepEqual(sent, []);
  await until(async () =>
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Notices of this browser'),
  );
});
