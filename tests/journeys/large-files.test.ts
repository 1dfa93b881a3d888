/** A file of 4 GB, dropped onto the conversation: it is never in the page's memory, and what is written stays. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { fieldOf, makeRoom, until } from './room.ts';

const MIB = 1024 ** 2;
const bytes = 4 * 1024 * MIB;
const growthMost = 160 * MIB;

const app = await borrowTestApp();
const windows = await openWindows(app);
const folder = mkdtempSync(join(tmpdir(), 'wardroom-large-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'disk.img');
const file = openSync(path, 'w');
ftruncateSync(file, bytes);
closeSync(file);

/** What the processes of the browser hold that is no file: a page's heap is in there, and what it reads of a file. */
async function memoryOf(page: Page, session: CDPSession): Promise<number> {
  const browser = page.context().browser();
  assert.ok(browser);
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  await whole.detach();
  let held = 0;
  for (const { id } of processInfo) {
    try {
      held += Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch (fault) {
      // One that has ended meanwhile holds nothing.
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
    }
  }
  assert.ok(held > 0, 'the processes are read');
  await session.send('HeapProfiler.collectGarbage');
  return held;
}

async function heapOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** As from the desktop: the browser itself hands the file over. */
async function drop(page: Page, session: CDPSession): Promise<void> {
  const list = await page.getByRole('region', { name: /^Messages in/ }).boundingBox();
  assert.ok(list);
  const at = { x: list.x + list.width / 2, y: list.y + list.height / 2 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
}

async function begun() {
  const room = await makeRoom(app);
  const device = await windows.signedIn(room.owner);
  const page = await device.open(room.path);
  const session = await device.context.newCDPSession(page);
  await session.send('Performance.enable');
  await fieldOf(page).fill('the picture of the disk');
  await page.getByText('Draft saved on this device').waitFor();
  const allow = (most: number) =>
    app.call(room.owner.token).put('/v1/files/allowance', { teamBytes: most, memberBytes: most });
  return { room, page, session, allow };
}

test('where there is no room for it, it is refused in words before any of it goes, and the draft stays', async () => {
  const { page, session, allow } = await begun();
  await allow(1e9);
  const posted: string[] = [];
  page.on('request', (request) => {
    if (/\/uploads/.test(request.url())) posted.push(request.method());
  });
  await drop(page, session);
  await page.getByText('There is no room for “disk.img”').first().waitFor();
  assert.deepEqual(posted, []);
  await page.reload();
  await until(async () => assert.equal(await fieldOf(page).inputValue(), 'the picture of the disk'));
});

test('where there is room, it goes and is never in the browser’s memory; cancelled, the draft stays', async (t) => {
  const { page, session, allow } = await begun();
  await allow(2 * bytes);
  const before = { held: await memoryOf(page, session), heap: await heapOf(session) };
  await drop(page, session);
  const tray = page.getByRole('list', { name: 'Files to send' });
  const sent = tray.getByRole('progressbar');
  await sent.waitFor();
  let most = { held: 0, heap: 0 };
  // So much of it that a page which read it would show.
  await until(async () => {
    most = {
      held: Math.max(most.held, await memoryOf(page, session)),
      heap: Math.max(most.heap, await heapOf(session)),
    };
    assert.ok(Number(await sent.getAttribute('value')) > 256 * MIB);
  }, 600);
  const grown = { held: most.held - before.held, heap: most.heap - before.heap };
  t.diagnostic(`held +${Math.round(grown.held / MIB)} MiB, heap +${(grown.heap / MIB).toFixed(1)} MiB`);
  assert.ok(grown.heap < 16 * MIB, `the heap grew by ${grown.heap} bytes`);
  assert.ok(grown.held < growthMost, `the browser holds ${grown.held} bytes more`);
  await page.getByRole('button', { name: 'Cancel disk.img' }).click();
  await tray.waitFor({ state: 'detached' });
  assert.equal(await fieldOf(page).inputValue(), 'the picture of the disk');
});
