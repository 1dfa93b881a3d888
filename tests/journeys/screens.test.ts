/** Every screen and state in both themes and three sizes: nothing bars anybody, and nothing is cut off sideways. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { barriersIn, type Part } from '../axe.ts';
import { openWindows } from '../browser.ts';
import { makeWorld, openWalk, screens } from '../screens/screens.ts';
import { root } from '../source.ts';

const world = await makeWorld({ messages: 300, months: 2 });
const windows = await openWindows(world.app);
const walk = await openWalk(windows, world);

interface Look {
  readonly theme: 'light' | 'dark';
  readonly size: readonly [width: number, height: number];
  readonly part: Part;
}

/**
 * A theme changes colours and nothing else, and no rule of ours gives something another colour by the width of the
 * window; but what stands there differs by width. So colours are judged in both themes on a desk and on a phone, and
 * everything else at each size once.
 */
const looks: readonly Look[] = [
  { theme: 'light', size: [1440, 900], part: 'all' },
  { theme: 'dark', size: [1440, 900], part: 'colours' },
  { theme: 'dark', size: [390, 844], part: 'all' },
  { theme: 'light', size: [390, 844], part: 'colours' },
  { theme: 'light', size: [720, 450], part: 'layout' },
];

for (const screen of screens) {
  test(screen.name, async () => {
    const page = await walk.show(screen);
    const found: string[] = [];
    for (const look of looks) found.push(...(await wrongIn(page, look)));
    await walk.leave(screen);
    assert.deepEqual(found, []);
  });
}

async function wrongIn(page: Page, { theme, size: [width, height], part }: Look): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height });
  const found = await barriersIn(page, part);
  if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) found.push('it scrolls sideways');
  return found.map((one) => `${theme} ${width}×${height}: ${one}`);
}

test('every address of the client has its screen in the list', () => {
  const shown = new Set(screens.map(({ route }) => route));
  const table = readFileSync(join(root, 'web/shell/screens.tsx'), 'utf8');
  const routes = [...table.matchAll(/(?:\[|path=)['"](\/[^'"]*)['"]/g)].map(([, path = '']) => path);
  const addresses = readFileSync(join(root, 'web/entrance/addresses.ts'), 'utf8');
  const pages = [...addresses.matchAll(/path === '([^']+)'/g)].map(([, path = '']) => path);
  const atTeam = /\(((?:[\w-]+\|)+[\w-]+)\)/.exec(addresses)?.[1]?.split('|') ?? [];
  assert.ok(routes.length > 12 && pages.length === 2 && atTeam.length > 7, 'the tables are read');
  assert.deepEqual(
    [...routes, ...pages, ...atTeam, 'sso'].filter((one) => !shown.has(one)),
    [],
  );
});
