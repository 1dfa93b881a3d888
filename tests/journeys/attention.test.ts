/** What calls for one's attention in real windows: what is spoken, and that nothing of it moves the focus. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { createTestApp, type TestMember } from '../app.ts';
import { openWindows } from '../browser.ts';

const app = await createTestApp();
const windows = await openWindows(app);

/** A team of two in its general channel. */
async function begun() {
  const team = await app.createTestTeam();
  const other = await app.addTestMember(team);
  const { channels } = (await app.call(team.owner.token).get('/v1/me/channels')).body;
  const channel = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel.id as string;
  return { team, other, channel, path: `/t/${team.slug}/c/${channel}` };
}

async function post(by: TestMember, channel: string, text: string): Promise<void> {
  app.clock.advance(1_000);
  const said = { clientId: randomUUID(), text };
  const { status, body } = await app.call(by.token).post(`/v1/channels/${channel}/messages`, said);
  assert.equal(status, 201, JSON.stringify(body));
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
/** Waits until it holds; the page's policy lets no text become a function, so it is asked for again and again. */
const holds = (page: Page, what: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const look = () => ((${what}) ? resolve() : setTimeout(look, 20));
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
  const page = await (await windows.signedIn(team.owner)).open(`/t/${team.slug}/me/accessibility`);
  await page.getByRole('radio', { name: /^Mentions/ }).check();
  await page.getByRole('radio', { name: /^the heading/ }).check();
  await page.goto(app.base + path);
  await holds(page, "document.activeElement?.tagName === 'H1'");
  await listen(page);
  await post(other, channel, 'Nobody in particular');
  await post(other, channel, `<@${team.owner.id}> look`);
  await hears(page, `${other.row.name}: @${team.owner.row.name} look`);
  assert.deepEqual(await heard(page), [`${other.row.name}: @${team.owner.row.name} look`]);
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
});
