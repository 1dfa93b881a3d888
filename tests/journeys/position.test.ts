/** What one reads stays where it is, whatever comes in above and below it; and the end is reached when asked for. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { fieldOf, fill, listOf, makeRoom, type Room, rowOf, say, until } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

/** Pixels. */
const driftMax = 1;

const standingOf = async ({ owner, channel }: Room) =>
  (await app.call(owner.token).get('/v1/me/standings')).body.standings.find(
    (one: { channel: string }) => one.channel === channel,
  );

/** Everything is read. */
const readAll = async ({ owner, channel }: Room, ts: string | undefined): Promise<void> =>
  void (await app.call(owner.token).put(`/v1/channels/${channel}/read-marker`, { ts }));

/** In the page: holds the row in the middle of the list, and follows where its lower edge is painted. */
const hold = `{
  const list = document.querySelector('main [data-channel] section');
  const { top, height } = list.getBoundingClientRect();
  const rows = [...list.querySelectorAll('article')];
  const row = rows.find((one) => one.getBoundingClientRect().bottom > top + height / 2);
  const { bottom: from } = row.getBoundingClientRect();
  globalThis.held = { list, row, from, text: row.textContent, most: 0, isOver: false };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    held.most = Math.max(held.most, Math.abs(row.getBoundingClientRect().bottom - held.from));
  };
  const frame = () => {
    port2.postMessage(0);
    if (!held.isOver) requestAnimationFrame(frame);
  };
  frame();
}`;

interface Held {
  /** How far it is now from where it was, and was at most in any frame. */
  readonly now: number;
  readonly most: number;
  readonly isThere: boolean;
}

const heldIn = (page: Page): Promise<Held> =>
  page.evaluate(`({
    now: Math.abs(held.row.getBoundingClientRect().bottom - held.from),
    most: held.most,
    isThere: held.row.isConnected && held.row.textContent === held.text,
  })`);

/** Nothing is scrolled or measured any more. */
const atRest = (page: Page): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector('main [data-channel] section');
    let [last, still] = ['', 0];
    const frame = () => {
      const now = list.scrollTop + ' ' + list.scrollHeight;
      still = now === last ? still + 1 : 0;
      last = now;
      if (still < 10) requestAnimationFrame(frame);
      else resolve();
    };
    frame();
  })`);

async function stays(page: Page, what: string, told: (what: string) => void): Promise<void> {
  await atRest(page);
  const { now, most, isThere } = await heldIn(page);
  told(`${what}: ${now.toFixed(2)} px now, ${most.toFixed(2)} px at most`);
  assert.ok(isThere, `${what}: the row is still there`);
  assert.ok(now <= driftMax, `${what}: it moved by ${now} px`);
}

test('nothing in sight moves by more than a pixel, whatever comes in above and below', async (t) => {
  const room = await makeRoom(app);
  const lines = await fill(room, room.other, 110);
  await readAll(room, lines.at(-1));
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  await rowOf(page, 'Line 110.').waitFor();
  await atRest(page);
  const atEnd = await listOf(page).evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
  assert.ok(atEnd < 2, 'it begins at its end');
  await listOf(page).hover();
  for (let n = 0; n < 3; n++) await page.mouse.wheel(0, -400);
  await atRest(page);
  await page.evaluate(hold);
  const told = (what: string): void => t.diagnostic(what);

  const messages = `/v1/channels/${room.channel}/messages`;
  const theirs = app.call(room.other.token);
  // Out of sight and in the document.
  const above = Number(await page.evaluate('+/Line (\\d+)/.exec(held.text)[1]')) - 20;
  await theirs.patch(`${messages}/${lines[above]}`, { text: 'Changed to\n\nsome\n\nmore\n\nlines' });
  await rowOf(page, 'Changed to').waitFor();
  await stays(page, 'a message above became longer', told);

  await theirs.put(`${messages}/${lines[above - 1]}/reactions/eyes`);
  await page.getByRole('button', { name: /^eyes, 1/ }).waitFor();
  await stays(page, 'a reaction above', told);

  await say(room, room.other, 'An answer', { threadTs: lines[above - 2] });
  await page.getByRole('button', { name: /1 reply/ }).waitFor();
  await stays(page, 'the first reply to a message above', told);

  await theirs.delete(`${messages}/${lines[above - 3]}`);
  await rowOf(page, `Line ${above - 2}.`).waitFor({ state: 'detached' });
  await stays(page, 'a message above was deleted', told);

  for (let n = 1; n <= 40; n++) await say(room, room.other, `Burst ${n}`);
  await page.getByRole('button', { name: '40 new messages' }).waitFor();
  await stays(page, 'forty messages below', told);

  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width, height: height - 100 });
  await page.setViewportSize({ width, height });
  await stays(page, 'a resize there and back', told);
});

test('earlier pages come in above without moving what one reads', async (t) => {
  const room = await makeRoom(app);
  const lines = await fill(room, room.other, 180);
  await readAll(room, lines.at(-1));
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  await rowOf(page, 'Line 180.').waitFor();
  const told = (what: string): void => t.diagnostic(what);
  for (let pages = 1; pages <= 2; pages++) {
    let isAsked = false;
    const allowed = Promise.withResolvers<void>();
    await page.route(/\/messages\?.*before=/, async (route) => {
      isAsked = true;
      await allowed.promise;
      await route.continue();
    });
    await listOf(page).hover();
    for (let n = 0; n < 60 && !isAsked; n++) {
      await page.mouse.wheel(0, -400);
      await atRest(page);
    }
    assert.ok(isAsked, 'earlier ones are asked for on the way to them');
    await page.evaluate(hold);
    const before = Number(await page.evaluate('held.list.scrollHeight'));
    allowed.resolve();
    await until(async () => assert.ok(Number(await page.evaluate('held.list.scrollHeight')) > before + 1000));
    await stays(page, `earlier page ${pages}`, told);
    await page.evaluate('held.isOver = true');
    await page.unroute(/\/messages\?.*before=/);
  }
});

test('with seventy unread one begins at the first of them, and the end is one press away', async () => {
  const room = await makeRoom(app);
  await say(room, room.owner, 'Read this long ago');
  const lines = await fill(room, room.other, 70);
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  const line = page.getByRole('separator', { name: 'New messages start here' });
  await line.waitFor();
  await rowOf(page, 'Line 1.').waitFor();
  const { y: top = 0, height: tall = 0 } = (await listOf(page).boundingBox()) ?? {};
  const { y = 0 } = (await line.boundingBox()) ?? {};
  assert.ok(y > top && y < top + tall, 'the line «New» is in sight');
  assert.ok((await standingOf(room)).unread > 40, 'what was never in sight is not read');

  const mark = page.getByRole('complementary').getByText('unread', { exact: true });
  await mark.waitFor();
  await page.getByRole('button', { name: /Jump to the latest|new message/ }).click();
  await rowOf(page, 'Line 70.').waitFor();
  await mark.waitFor({ state: 'detached' });
  const below = await listOf(page).evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
  assert.ok(below < 2, 'it is at its end');
  await until(async () => assert.equal((await standingOf(room)).readTs, lines.at(-1)));
  assert.equal(await page.getByRole('button', { name: /Jump to the latest|new message/ }).count(), 0);

  // From here on it follows its end, and goes there with what one says oneself.
  await say(room, room.other, 'One more');
  await rowOf(page, 'One more').waitFor();
  await until(async () => assert.equal((await standingOf(room)).unread, 0));
  await rowOf(page, 'Line 69.').focus();
  await page.keyboard.press('u');
  await line.waitFor();
  assert.equal((await standingOf(room)).unread, 3);
});

test('who writes while reading the past is led to the own message at the end', async () => {
  const room = await makeRoom(app);
  const lines = await fill(room, room.other, 130);
  const page = await (await windows.signedIn(room.owner)).open(`${room.path}/m/${lines[10]}`);
  await rowOf(page, 'Line 11.').waitFor();
  await fieldOf(page).fill('Back in the present');
  await fieldOf(page).press('Enter');
  await rowOf(page, 'Back in the present').waitFor();
  await rowOf(page, 'Line 130.').waitFor();
});

test('of a long conversation only what is near is kept; what went comes back and nothing in sight moves', async (t) => {
  const room = await makeRoom(app);
  const total = 800;
  const theirs = app.call(room.other.token);
  // Each a second after the last, and without waiting for the answers in between.
  const answers = Array.from({ length: total }, async (_, n) => {
    app.clock.advance(1_000);
    const body = { clientId: randomUUID(), text: `Line ${n + 1}. ${'More of it. '.repeat((n % 7) * 3)}` };
    return await theirs.post(`/v1/channels/${room.channel}/messages`, body);
  });
  for (const { status, body } of await Promise.all(answers)) assert.equal(status, 201, JSON.stringify(body));
  const newest = (await theirs.get(`/v1/channels/${room.channel}/messages`)).body.messages;
  await readAll(room, newest.at(-1).ts);
  const page = await (await windows.signedIn(room.owner)).open(room.path);
  await rowOf(page, newest.at(-1).text.slice(0, 9)).waitFor();
  await listOf(page).hover();
  const places = (): Promise<number[]> =>
    page.evaluate("[...document.querySelectorAll('main article')].map((one) => Number(one.ariaPosInSet))");
  const told = (what: string): void => t.diagnostic(what);
  let [isTold, gate] = [0, Promise.resolve()];
  await page.route(/\/messages\?.*(before|after)=/, async (route) => {
    await gate;
    await route.continue();
  });
  const go = async (way: 1 | -1, isThere: () => Promise<boolean>): Promise<void> => {
    for (let n = 0; n < 400; n++) {
      if (await isThere()) return;
      const isLooked = n % 6 === 5;
      const { promise, resolve } = Promise.withResolvers<void>();
      if (isLooked) gate = promise;
      await page.mouse.wheel(0, way * 1_500);
      await atRest(page);
      if (isLooked) await page.evaluate(hold);
      resolve();
      if (!isLooked) continue;
      await stays(page, `after ${n + 1} turns ${way > 0 ? 'down' : 'up'}`, told);
      isTold++;
      await page.evaluate('held.isOver = true');
    }
    assert.fail('the end is not reached');
  };
  const beginning = listOf(page).getByRole('heading').first();
  await go(-1, () => beginning.isVisible());
  // The newest are not kept any more: the way to them leads over the server.
  await page.getByRole('button', { name: 'Jump to the latest' }).waitFor();
  await go(1, async () => (await page.getByRole('button', { name: 'Jump to the latest' }).count()) === 0);
  await rowOf(page, newest.at(-1).text.slice(0, 9)).waitFor();
  assert.ok(isTold > 2, 'it was looked at on the way');
  assert.ok(Math.max(...(await places())) <= 700, 'the oldest are not kept any more');
  await beginning.waitFor({ state: 'detached' });
});
