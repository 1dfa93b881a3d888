/** Every screen and state in both themes and three sizes: nothing bars anybody, and nothing is cut off sideways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { barriersIn, type Part } from '../axe.ts';
import { openWindows } from '../browser.ts';
import { lostIn } from '../forced-colors.ts';
import type { Screen } from './screen.ts';
import { openWalk } from './walk.ts';
import { makeWorld } from './world.ts';

interface Look {
  readonly theme: 'light' | 'dark';
  readonly size: readonly [width: number, height: number];
  readonly part: Part;
}

/**
 * A theme changes colours and nothing else, and no rule of ours gives something another colour by the width of the
 * window; but what stands there differs by width. So colours are judged in both themes on a desk and on a phone, at
 * 200 % zoom in the dark, and everything else at each size once.
 */
const looks: readonly Look[] = [
  { theme: 'light', size: [1440, 900], part: 'all' },
  { theme: 'dark', size: [1440, 900], part: 'colours' },
  { theme: 'dark', size: [390, 844], part: 'all' },
  { theme: 'light', size: [390, 844], part: 'colours' },
  { theme: 'dark', size: [720, 450], part: 'all' },
];

/** One of each kind, and all that is one's own: what is marked by a background alone would be gone with the colours. */
const inForcedColours =
  /^(sign in|activity|files|search|admin|switcher|switcher: found|conversation: everything|thread|me: [a-z-]+)$/;

/** A test for each, in a world of their own. */
export async function lookAt(screens: readonly Screen[]): Promise<void> {
  const world = await makeWorld({ messages: 300, months: 2 });
  const windows = await openWindows(world.app);
  const walk = await openWalk(windows, world);
  for (const screen of screens) {
    test(screen.name, async () => {
      const page = await walk.show(screen);
      const found: string[] = [];
      for (const look of looks) found.push(...(await wrongIn(page, look)));
      if (inForcedColours.test(screen.name)) found.push(...(await lostIn(page)));
      await walk.leave(screen);
      assert.deepEqual(found, []);
    });
  }
}

async function wrongIn(page: Page, { theme, size: [width, height], part }: Look): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height });
  const found = await barriersIn(page, part);
  if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) found.push('it scrolls sideways');
  return found.map((one) => `${theme} ${width}×${height}: ${one}`);
}
