/**
 * Sections of the sidebar in real windows: by keys, by menu and by the mouse, and on all devices of a member at once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { until } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const asOwner = app.call(team.owner.token);
for (const name of ['harbour', 'pilots']) {
  const { status } = await asOwner.post('/v1/channels', { name, kind: 'public' });
  assert.equal(status, 201);
}
const device = await windows.signedIn(team.owner, { reducedMotion: 'reduce' });
const page = await device.open(`/t/${team.slug}`);
const elsewhere = await (await windows.signedIn(team.owner)).open(`/t/${team.slug}`);

const sectionOf = (where: Page, name: string) =>
  where.locator('section').filter({ has: where.getByRole('heading', { level: 2, name }) });
const lineOf = (where: Page, name: string) =>
  where.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });
const headings = (where: Page): Promise<string[]> =>
  where.getByRole('navigation', { name: 'Conversations' }).getByRole('heading', { level: 2 }).allInnerTexts();
const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');

test('a section is made and filled by keys; the other device shows it, and the focus goes along', async () => {
  await lineOf(page, 'harbour').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move to a new section' }).press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.type('First thing');
  await page.keyboard.press('Enter');
  await sectionOf(elsewhere, 'First thing').getByRole('link', { name: 'harbour' }).waitFor();
  await until(async () => assert.equal(await focused(), 'harbour'));
  await lineOf(page, 'pilots').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitemcheckbox', { name: 'Move to First thing' }).press('Enter');
  await sectionOf(page, 'First thing').getByRole('link', { name: 'pilots' }).waitFor();
  await until(async () => assert.equal(await focused(), 'pilots'));
  await sectionOf(elsewhere, 'First thing').getByRole('link', { name: 'pilots' }).waitFor();
});

test('sections are ordered, renamed and sorted by their menu', async () => {
  const menu = page.getByRole('button', { name: 'Section First thing' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Move down' }).press('Enter');
  await until(async () => assert.deepEqual(await headings(elsewhere), ['Channels', 'First thing', 'Direct messages']));
  await until(async () =>
    assert.equal(await page.evaluate('document.activeElement.ariaLabel'), await menu.getAttribute('aria-label')),
  );
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Sort by what was said last' }).press('Enter');
  await menu.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename' }).press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill('Before noon');
  await page.keyboard.press('Enter');
  await sectionOf(elsewhere, 'Before noon').waitFor();
  const { body } = await asOwner.get('/v1/me/sidebar');
  assert.deepEqual(
    body.sections.map(({ name, sort }: { name?: string; sort: string }) => [name, sort]),
    [
      [undefined, 'name'],
      ['Before noon', 'recent'],
      [undefined, 'recent'],
    ],
  );
});

test('what is dragged goes where it is let go; a folded section says what waits in it, and stays folded', async () => {
  await lineOf(page, 'harbour').dragTo(sectionOf(page, 'Channels').getByRole('heading'));
  await sectionOf(elsewhere, 'Channels').getByRole('link', { name: 'harbour' }).waitFor();
  await sectionOf(page, 'Direct messages')
    .getByRole('heading')
    .dragTo(sectionOf(page, 'Channels').getByRole('heading'));
  await until(async () => assert.deepEqual(await headings(elsewhere), ['Direct messages', 'Channels', 'Before noon']));
  await page.getByRole('button', { name: 'Before noon', exact: true }).click();
  await lineOf(page, 'pilots').waitFor({ state: 'detached' });
  const { body } = await asOwner.get('/v1/me/channels');
  const pilots = body.channels.find((one: { channel: { name?: string } }) => one.channel.name === 'pilots').channel.id;
  const other = await app.addTestMember(team);
  const clientId = crypto.randomUUID();
  assert.equal((await app.call(other.token).put(`/v1/channels/${pilots}/members/me`)).status, 204);
  const text = `<@${(await asOwner.get('/v1/me')).body.member.id}> come up`;
  await app.call(other.token).post(`/v1/channels/${pilots}/messages`, { clientId, text });
  await sectionOf(page, 'Before noon').getByText('1 mention').waitFor();
  await page.reload();
  await sectionOf(page, 'Before noon').getByText('1 mention').waitFor();
  assert.equal(await lineOf(page, 'pilots').count(), 0);
  await page.getByRole('button', { name: 'Before noon', exact: true }).click();
});

test('the details of a conversation say where it stands; a deleted section leaves nothing behind', async () => {
  await lineOf(page, 'pilots').click();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Section', { exact: true }).selectOption('Channels');
  await sectionOf(elsewhere, 'Channels').getByRole('link', { name: 'pilots' }).waitFor();
  const menu = page.getByRole('button', { name: 'Section Before noon' });
  const ask = async (): Promise<void> => {
    await menu.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
  };
  await ask();
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  const named = await menu.getAttribute('aria-label');
  await until(async () => assert.equal(await page.evaluate('document.activeElement.ariaLabel'), named));
  await page.route(/\/v1\/me\/sidebar$/, (route) => route.abort());
  await ask();
  await page.getByRole('button', { name: 'Delete section' }).press('Enter');
  await page.getByRole('dialog').getByText('The server did not answer').waitFor();
  await menu.waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Delete section' }).press('Enter');
  await until(async () => assert.deepEqual(await headings(elsewhere), ['Direct messages', 'Channels']));
  await until(async () => assert.equal(await focused(), 'Channels'));
});
