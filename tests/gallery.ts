/**
 * Every screen and state of the client as a picture, for looking at: `npm run gallery -- [folder] [part of a name …]`.
 * The invented team of the demo on a desk, at 200 % zoom and on a phone, in light and dark.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openWindows } from './browser.ts';
import { desk, makeFounding, makeWorld, openWalk, phone, type Screen, screens, zoomed } from './screens/screens.ts';
import { root } from './source.ts';

const [folder = join(root, 'gallery'), ...parts] = process.argv.slice(2);
const world = await makeWorld({ messages: 3_000, months: 6 });
const windows = await openWindows(world.app);
const onDesk = await openWalk(windows, world);
// It founds a team of its own.
const pocket = { ...world, founding: await makeFounding() };
const onPhone = await openWalk(windows, pocket, { deviceScaleFactor: 2, hasTouch: true, isMobile: true });
mkdirSync(folder, { recursive: true });

for (const screen of screens) {
  if (parts.length > 0 && !parts.some((part) => screen.name.includes(part))) continue;
  test(`${screen.name}, on a desk`, async () => {
    const page = await onDesk.show(screen);
    for (const [kind, size] of [
      ['desk', desk],
      ['zoom', zoomed],
    ] as const) {
      await page.setViewportSize(size);
      await take(page, screen, kind);
    }
    await onDesk.leave(screen);
  });
  test(`${screen.name}, on a phone`, async () => {
    const page = await onPhone.show(screen);
    await page.setViewportSize(phone);
    await take(page, screen, 'phone');
    await onPhone.leave(screen);
  });
}

async function take(page: Page, { name }: Screen, kind: string): Promise<void> {
  const file = name.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${file}-${kind}-${colorScheme}.png`) });
  }
}
