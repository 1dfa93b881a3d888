/** What goes wrong in a window leaves what was written, says what happened, and offers the next step. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { MINUTE_MS } from '#platform/clock.ts';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { fieldOf, makeRoom, rowOf, say, textsIn, until } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

const hourMs = 60 * MINUTE_MS;

test('a device that is signed out elsewhere loses its access at once and no word', async (t) => {
  const room = await makeRoom(app);
  const device = await windows.signedIn(room.owner);
  const page = await device.open(room.path);
  await fieldOf(page).pressSequentially('Half a sentence');
  await page.getByText('Draft saved on this device').waitFor();
  const elsewhere = app.call(room.owner.token);
  const { sessions } = (await elsewhere.get('/v1/me/sessions')).body;
  assert.equal(sessions.length, 1);

  const told = page.getByText('You are signed out. What you were writing is kept').first().waitFor();
  const from = performance.now();
  assert.equal((await elsewhere.delete(`/v1/me/sessions/${sessions[0].id}`)).status, 204);
  await told;
  const ms = performance.now() - from;
  t.diagnostic(`the window says so after ${Math.round(ms)} ms`);
  assert.ok(ms < MINUTE_MS / 2);
  const status = await page.evaluate("fetch('/v1/me').then((answer) => answer.status)");
  assert.equal(status, 401);
  assert.equal(await fieldOf(page).inputValue(), 'Half a sentence');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.waitForURL(/\/signin\?to=/);
  assert.equal(new URL(page.url()).searchParams.get('to'), room.path);

  await device.context.addCookies([await app.signIn(room.owner)]);
  await page.goto(app.base + room.path);
  await fieldOf(page).waitFor();
  await until(async () => assert.equal(await fieldOf(page).inputValue(), 'Half a sentence'));
});

test('a conversation that is taken away while one writes says so, and the text is among the drafts', async () => {
  const room = await makeRoom(app);
  const owner = app.call(room.owner.token);
  const { body: cellar } = await owner.post('/v1/channels', { name: 'cellar', kind: 'private' });
  await owner.put(`/v1/channels/${cellar.id}/members/${room.other.id}`);
  const page = await (await windows.signedIn(room.other)).open(`/t/${room.team.slug}/c/${cellar.id}`);
  await fieldOf(page).pressSequentially('Where is the key');
  await page.getByText('Draft saved on this device').waitFor();
  await owner.delete(`/v1/channels/${cellar.id}/members/${room.other.id}`);
  await page.getByRole('heading', { name: 'This conversation is not here for you' }).waitFor();
  await page.getByRole('link', { name: 'Open your drafts' }).click();
  await page.getByText('Where is the key').waitFor();
});

test('a device whose clock is a day ahead or behind sends, and shows the order of the server', async () => {
  const room = await makeRoom(app);
  const device = await windows.signedIn(room.owner);
  for (const hours of [26, -26]) {
    const page = await device.open(room.path);
    await page.addInitScript(`{
      const now = Date.now;
      Date.now = () => now() + ${hours * hourMs};
    }`);
    await page.reload();
    await fieldOf(page).waitFor();
    await fieldOf(page).fill(`Mine at ${hours} hours`);
    await fieldOf(page).press('Enter');
    await until(async () => assert.ok((await textsIn(room)).includes(`Mine at ${hours} hours`)));
    await say(room, room.other, `Theirs after ${hours} hours`);
    await rowOf(page, `Theirs after ${hours} hours`).waitFor();
    const rows = (await page.getByRole('article').allTextContents()).filter((text) => /hours/.test(text));
    const wanted = await textsIn(room);
    assert.deepEqual(
      rows.map((text) => /(Mine|Theirs).*hours/.exec(text)?.[0]),
      wanted,
    );
    assert.equal(await page.getByText('Not sent').count(), 0);
    await page.close();
  }
});

test('names from right to left turn nothing round them, and cannot be made to', async () => {
  const room = await makeRoom(app);
  const theirs = app.call(room.other.token);
  const name = 'שירה כהן';
  assert.equal((await theirs.patch('/v1/me', { name })).status, 200);
  assert.equal((await theirs.patch('/v1/me', { name: 'Ann\u202enimda' })).status, 400);
  await say(room, room.other, 'مرحبا, 1 2 3');
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  const row = rowOf(page, 'مرحبا');
  await row.getByText(name).first().waitFor();
  const author = await row.locator('b').first().boundingBox();
  const time = await row.locator('time').first().boundingBox();
  assert.ok(author && time && author.x + author.width <= time.x, 'the time stands behind the name');
  const isolated = await row.locator('b bdi').first().textContent();
  assert.equal(isolated, name);
});

test('files are dropped onto the conversation; what is beyond all measure is refused before it goes', async () => {
  const room = await makeRoom(app);
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  await fieldOf(page).waitFor();
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['high water'], 'tides.txt', { type: 'text/plain' }));
    const list = document.querySelector('main [data-channel] section');
    for (const kind of ['dragover', 'drop'])
      list.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }`);
  const tray = page.getByRole('list', { name: 'Files to send' });
  await tray.getByText('10 bytes', { exact: true }).waitFor();

  const folder = mkdtempSync(join(tmpdir(), 'wardroom-large-'));
  after(() => rmSync(folder, { recursive: true }));
  const sparse = (name: string, bytes: number): string => {
    const path = join(folder, name);
    const file = openSync(path, 'w');
    ftruncateSync(file, bytes);
    closeSync(file);
    return path;
  };
  await app.call(room.owner.token).put('/v1/files/allowance', { teamBytes: 1e9, memberBytes: 1e9 });
  const chosen = page.locator('input[type=file]').first();
  await chosen.setInputFiles(sparse('disk.img', 4 * 1024 ** 3));
  await page.getByText('There is no room for “disk.img”').waitFor();
  await chosen.setInputFiles(sparse('disks.img', 6 * 1024 ** 3));
  await page
    .getByText(/“disks\.img” has .*; a file may have/)
    .first()
    .waitFor();
  assert.equal(await tray.getByRole('listitem').count(), 1, 'the small one waits to be sent');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await rowOf(page, 'tides.txt').waitFor();
});
