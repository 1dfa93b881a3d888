import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { borrowTestApp, type TestMember, type TestTeam } from '../app.ts';
import { openWindows } from '../browser.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

interface Place {
  readonly team: TestTeam;
  readonly other: TestMember;
  readonly channel: string;
  readonly path: string;
}

/** A team of two; both are in its general channel. */
async function place(): Promise<Place> {
  const team = await app.createTestTeam();
  const other = await app.addTestMember(team);
  const { channels } = (await app.call(team.owner.token).get('/v1/me/channels')).body;
  const { id } = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel;
  return { team, other, channel: id, path: `/t/${team.slug}/c/${id}` };
}

/** Posts as somebody, a second after the last; gives the ts. */
async function post({ channel }: Place, by: TestMember, text: string, more: object = {}): Promise<string> {
  app.clock.advance(1_000);
  const { status, body } = await app
    .call(by.token)
    .post(`/v1/channels/${channel}/messages`, { clientId: randomUUID(), text, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  return body.ts;
}

async function fill(at: Place, by: TestMember, count: number): Promise<string[]> {
  const all: string[] = [];
  for (let n = 1; n <= count; n++) all.push(await post(at, by, `Line ${n}. ${'More of it. '.repeat(n % 7)}`));
  return all;
}

const row = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
const field = (page: Page): Locator => page.getByRole('textbox', { name: /^Message / });
const focused = (page: Page): Promise<string> => page.evaluate("document.activeElement?.textContent ?? ''");

async function menu(page: Page, text: string, item: string | RegExp): Promise<void> {
  await row(page, text).hover();
  await row(page, text).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** How many pixels below the upper edge of its list the text of the row stands. */
const topOf = (one: Locator): Promise<number> =>
  one.evaluate((element) => {
    const edge = element.closest('section')?.getBoundingClientRect().top ?? 0;
    return (element.querySelector('p') ?? element).getBoundingClientRect().top - edge;
  });

test('two people talk: each sees at once what the other says, answers, changes and takes back', async () => {
  const at = await place();
  const mine = await (await windows.signedIn(at.team.owner)).open(at.path);
  const theirs = await (await windows.signedIn(at.other)).open(at.path);
  await field(mine).waitFor();
  await field(theirs).fill('Is the **line** back?');
  await field(theirs).press('Enter');
  await row(mine, 'Is the line back?').waitFor();
  assert.equal(await row(theirs, 'Is the line back?').count(), 1);

  await row(mine, 'Is the line back?').hover();
  await row(mine, 'Is the line back?').getByRole('button', { name: 'Reply in thread' }).click();
  const reply = mine.getByRole('textbox', { name: /^Reply/ });
  await reply.fill('Since noon');
  await reply.press('Enter');
  await row(theirs, 'Is the line back?')
    .getByRole('button', { name: /1 reply/ })
    .click();
  await theirs.getByRole('region', { name: 'Replies' }).getByText('Since noon').waitFor();
  assert.match(theirs.url(), /\?thread=/);
  await theirs.keyboard.press('Escape');
  await theirs.keyboard.press('Escape');
  assert.doesNotMatch(theirs.url(), /thread/);
  assert.match(await focused(theirs), /Is the line back/);

  const { ts } = (await app.call(at.other.token).get(`/v1/channels/${at.channel}/messages`)).body.messages.at(-1);
  const reacted = await app.call(at.other.token).put(`/v1/channels/${at.channel}/messages/${ts}/reactions/eyes`);
  assert.equal(reacted.status, 204, JSON.stringify(reacted.body));
  const chip = row(mine, 'Is the line back?').getByRole('button', { name: /^eyes, 1:/ });
  await chip.first().click();
  await row(theirs, 'Is the line back?')
    .getByRole('button', { name: /^eyes, 2: You and/ })
    .waitFor();

  await menu(theirs, 'Is the line back?', 'Edit');
  const editor = theirs.getByRole('textbox', { name: 'Edit your message' });
  await editor.fill('Is the line up again?');
  await editor.press('Enter');
  await row(mine, 'Is the line up again?').first().getByText('edited').waitFor();

  await field(theirs).fill('Never mind this');
  await field(theirs).press('Enter');
  await row(mine, 'Never mind this').waitFor();
  await menu(theirs, 'Never mind this', 'Delete…');
  await theirs.getByRole('button', { name: 'Delete message' }).click();
  await row(mine, 'Never mind this').waitFor({ state: 'detached' });
  await row(theirs, 'Never mind this').waitFor({ state: 'detached' });

  await menu(theirs, 'Is the line up again?', /^Pin/);
  await row(mine, 'Is the line up again?').first().getByText('Pinned').waitFor();
});

test('the address of a message leads to it and lights it; keys go from row to row', async () => {
  const at = await place();
  const texts = await fill(at, at.other, 130);
  const device = await windows.signedIn(at.team.owner);
  const page = await device.open(`${at.path}/m/${texts[40]}`);
  const target = row(page, 'Line 41.');
  // It is lit for two seconds only.
  await Promise.all([target.waitFor(), page.locator('article[data-lit]').waitFor()]);
  const list = page.getByRole('region', { name: /^Messages in/ });
  const { height = 0 } = (await list.boundingBox()) ?? {};
  const top = await topOf(target);
  assert.ok(top > 0 && top < height, 'it is in sight');
  await page.getByRole('button', { name: 'Jump to the latest' }).waitFor();

  await target.focus();
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(page), /Line 42\./);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: /Copy link/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement?.closest("article") !== null'), true);
  for (let n = 0; n < 6; n++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement?.closest("article") === null'), true, 'Tab leaves the list');
});

test('a public channel is seen from outside and joined; whoever is taken out is told', async () => {
  const at = await place();
  const owner = app.call(at.team.owner.token);
  const { body: made } = await owner.post('/v1/channels', { name: 'tides', kind: 'public' });
  await post({ ...at, channel: made.id }, at.team.owner, 'High water at nine');
  const page = await (await windows.signedIn(at.other)).open(`/t/${at.team.slug}/c/${made.id}`);
  await row(page, 'High water at nine').waitFor();
  await page.getByRole('button', { name: 'Join channel' }).click();
  await page.getByRole('textbox', { name: 'Message #tides' }).waitFor();
  await owner.put(`/v1/channels/${made.id}/archive`);
  await page.getByText('This channel is archived').first().waitFor();
  await owner.delete(`/v1/channels/${made.id}/archive`);
  const { body: secret } = await owner.post('/v1/channels', { name: 'cellar', kind: 'private' });
  await owner.put(`/v1/channels/${secret.id}/members/${at.other.id}`);
  await page.getByRole('link', { name: /cellar/ }).click();
  await page.getByRole('textbox', { name: /cellar/ }).waitFor();
  await owner.delete(`/v1/channels/${secret.id}/members/${at.other.id}`);
  await page.getByRole('heading', { name: 'This conversation is not here for you' }).waitFor();
});
