/** What calls for one's attention in real windows: what is spoken, and that nothing of it moves the focus. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { publicId } from '#contract/ids.ts';
import { until } from '#platform/testing/waiting.ts';
import { borrowTestApp, type TestMember } from '../app.ts';
import { type Device, openWindows } from '../browser.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

/** A team of two in its general channel. */
async function begun() {
  const team = await app.createTestTeam();
  const other = await app.addTestMember(team);
  const { channels } = (await app.call(team.owner.token).get('/v1/me/channels')).body;
  const channel = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel.id as string;
  return { team, other, channel, path: `/t/${team.slug}/c/${channel}` };
}

async function post(by: TestMember, channel: string, text: string): Promise<string> {
  app.clock.advance(1_000);
  const said = { clientId: randomUUID(), text };
  const { status, body } = await app.call(by.token).post(`/v1/channels/${channel}/messages`, said);
  assert.equal(status, 201, JSON.stringify(body));
  return body.ts;
}

const row = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
const fieldOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Message / });

/** Keeps what is put into the regions that are spoken, in its order; loud ones begin with an exclamation mark. */
const listen = (page: Page): Promise<unknown> =>
  page.evaluate(`{
    globalThis.heard = [];
    for (const id of ['announcer', 'alarm']) {
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) heard.push((id === 'alarm' ? '! ' : '') + node.textContent);
      }).observe(document.getElementById(id), { childList: true });
    }
  }`);
const heard = async (page: Page): Promise<string[]> => (await page.evaluate('heard')) as string[];
/** Waits until it holds, half a minute; the page's policy lets no text become a function, so it is asked for again. */
const holds = (page: Page, what: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const end = performance.now() + 30_000;
    const late = () => reject(new Error(${JSON.stringify(`In vain: ${what}`)} + ', heard: ' + globalThis.heard));
    const look = () => ((${what}) ? resolve() : performance.now() > end ? late() : setTimeout(look, 20));
    look();
  })`);
const hears = (page: Page, text: string): Promise<unknown> => holds(page, `heard.includes(${JSON.stringify(text)})`);

test('what others write here is spoken, many at once as a number, one’s own not, and the focus stays', async () => {
  const { team, other, channel, path } = await begun();
  await post(other, channel, 'This was here before');
  const page = await (await windows.signedIn(team.owner)).open(path);
  await row(page, 'This was here before').waitFor();
  await listen(page);
  const by = other.row.name;
  await post(other, channel, 'The **lamp** is lit');
  await hears(page, `${by}: The lamp is lit`);
  await Promise.all(Array.from({ length: 12 }, (_, at) => post(other, channel, `Gull ${at}`)));
  await holds(page, `heard.some((one) => one.endsWith('more messages in general'))`);
  await fieldOf(page).fill('Mine');
  await fieldOf(page).press('Enter');
  await row(page, 'Mine').waitFor();
  const said = await heard(page);
  assert.ok(said.length < 10, said.join('\n'));
  assert.ok(!said.some((text) => /Mine|before/.test(text)), said.join('\n'));
  assert.match(String(await page.evaluate('document.activeElement.ariaLabel')), /^Message /);
});

test('a post that is refused interrupts, one that goes after all is told, and the focus stays', async () => {
  const { team, path } = await begun();
  const page = await (await windows.signedIn(team.owner)).open(path);
  await fieldOf(page).waitFor();
  await listen(page);
  const refusal = { type: 'about:blank', title: 'Nobody may write here now.', status: 403, code: 'test/closed' };
  await page.route('**/v1/channels/*/messages', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 403, json: refusal }) : route.continue(),
  );
  await fieldOf(page).fill('Into the storm');
  await fieldOf(page).press('Enter');
  await hears(page, '! Not sent to general. Nobody may write here now. It is kept.');
  assert.match(String(await page.evaluate('document.activeElement.ariaLabel')), /^Message /);
  await page.unroute('**/v1/channels/*/messages');
  await page.getByRole('button', { name: 'Send again' }).click();
  await hears(page, 'Sent.');
});

test('whoever wants to hear mentions alone hears no other message, and may begin at the heading', async () => {
  const { team, other, channel, path } = await begun();
  await post(other, channel, 'This was here before');
  const page = await (await windows.signedIn(team.owner)).open(`/t/${team.slug}/me/accessibility`);
  await page.getByRole('radio', { name: /^Mentions/ }).check();
  await page.getByRole('radio', { name: /^the heading/ }).check();
  await page.goto(app.base + path);
  await holds(page, "document.activeElement?.tagName === 'H1'");
  await row(page, 'This was here before').waitFor();
  await listen(page);
  await post(other, channel, 'Nobody in particular');
  await post(other, channel, `<@${team.owner.id}> look`);
  await hears(page, `${other.row.name}: @${team.owner.row.name} look`);
  assert.deepEqual(await heard(page), [`${other.row.name}: @${team.owner.row.name} look`]);
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
});

/** Run in the page: what the browser shows on its screen. */
const shownOnScreen = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((all) => all.map(({ title, body }) => title + ': ' + body))`;

/** Waits until exactly this is shown. */
const shows = (page: Page, ...texts: readonly string[]): Promise<void> =>
  until(texts.join(), async () => ((await page.evaluate(shownOnScreen)) as string[]).join() === texts.join());

/** The window is open and not looked at: the tests' browser gives every page the focus, and by each press again. */
async function lookAway(device: Device, page: Page): Promise<CDPSession> {
  const session = await device.context.newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await (await device.context.newPage()).bringToFront();
  await holds(page, '!document.hasFocus()');
  return session;
}

test('mentions elsewhere are spoken, and shown once to who does not look, by the stream or by a push', async () => {
  const { team, other, channel, path } = await begun();
  const device = await windows.signedIn(team.owner);
  await device.context.grantPermissions(['notifications'], { origin: app.base });
  const page = await device.open(`/t/${team.slug}/me/notifications`);
  await page.getByRole('button', { name: 'Show notices' }).click();
  await page.getByText('On. While the workspace is open').waitFor();
  await listen(page);
  const [by, me] = [other.row.name, team.owner];
  await post(other, channel, `<@${me.id}> the first lamp`);
  await hears(page, `${by} in general: @${me.row.name} the first lamp`);

  const session = await lookAway(device, page);
  const ts = await post(other, channel, `<@${me.id}> the second lamp`);
  await shows(page, `${by} in #general: @… the second lamp`);
  assert.match(await page.title(), /^\(2\) /);
  assert.match(String(await page.evaluate("document.querySelector('link[rel=icon]').href")), /called/);

  const push = await pushTo(session);
  const teamId = publicId('T', team.id);
  await push({ kind: 'notice', team: teamId, member: me.id, channel, ts, reason: 'mention' });
  await app.call(me.token).patch('/v1/me/notifications', { previews: false });
  await shows(page, `${by} in #general: @… the second lamp`);
  const third = await post(other, channel, 'a third lamp');
  await push({ kind: 'notice', team: teamId, member: me.id, channel, ts: third, reason: 'all' });
  await shows(page, `Team ${team.slug}: A new message`);

  const [worker] = device.context.serviceWorkers();
  await worker?.evaluate(`registration.getNotifications().then(([notification]) =>
    dispatchEvent(new NotificationEvent('notificationclick', { notification })))`);
  await page.waitForURL(`**${path}/m/${third}`);
  await row(page, 'a third lamp').waitFor();
});

/** Gives what hands a push to the service worker, as a push service does. */
async function pushTo(session: CDPSession): Promise<(notice: object) => Promise<unknown>> {
  const registered = new Promise<string>((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  return (notice) => {
    const data = JSON.stringify(notice);
    return session.send('ServiceWorker.deliverPushMessage', { origin: app.base, registrationId, data });
  };
}
