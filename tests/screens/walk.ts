/** Shows one screen after the other, in few windows, as somebody would who looks at all of them. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Windows } from '../browser.ts';
import type { Screen } from './screen.ts';
import type { World } from './world.ts';

export interface Walk {
  /** Leads there and does what leads to the state; looks at it on a desk. */
  show(screen: Screen): Promise<Page>;
  /** After it was looked at. */
  leave(screen: Screen): Promise<void>;
  close(): Promise<void>;
}

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
/** What a desk of 1440 px has at 200 %. */
export const zoomed = { width: 720, height: 450 };

export async function openWalk(windows: Windows, world: World, options: BrowserContextOptions = {}): Promise<Walk> {
  const pages = new Map<Screen['as'], Page>();
  // A window in which something was held back, or left open, is not gone on in.
  const spent = new Set<Page>();
  const pageOf = async (as: Screen['as']): Promise<Page> => {
    const there = pages.get(as);
    if (there) return there;
    const baseURL = as === 'founder' ? world.founding.app.base : world.app.base;
    const given = { reducedMotion: 'reduce', ...options, baseURL } as const;
    const device = as === 'beginner' ? await windows.signedIn(world.bare.owner, given) : await windows.device(given);
    if (as === 'owner') await device.signIn({ team: world.slug, ...world.owner });
    const page = await device.open('about:blank');
    pages.set(as, page);
    return page;
  };
  const slugOf = (as: Screen['as']): string => (as === 'beginner' ? world.bare.slug : world.slug);
  return {
    async show(screen) {
      const { as = 'owner', at, onPhone, before, act, undo } = screen;
      const page = await pageOf(as);
      await page.setViewportSize(onPhone ? phone : desk);
      await before?.(page, world);
      const path = typeof at === 'string' ? at : at(world);
      const isEntrance = !isMember(as) || path.startsWith('/t/');
      const isAlone = isEntrance || Boolean(before || onPhone || undo);
      if (isAlone || spent.has(page)) await page.goto('about:blank');
      if (isAlone) spent.add(page);
      else spent.delete(page);
      await lead(page, isEntrance ? path : `/t/${slugOf(as)}${path}`);
      // Keys are heard from then on.
      if (!isEntrance && !before) await page.locator('aside a[href]').first().waitFor({ state: 'attached' });
      await act?.(page, world);
      return page;
    },
    async leave({ as = 'owner', undo }) {
      const page = await pageOf(as);
      await undo?.(page, world);
      // What is open above the page closes, and gives the focus back.
      for (let open = 0; open < 4 && (await page.evaluate(hasLayer)); open++) await page.keyboard.press('Escape');
      if (await page.evaluate(hasLayer)) spent.add(page);
      // What was opened within a screen is gone with it.
      if (isMember(as) && !spent.has(page)) await lead(page, `/t/${slugOf(as)}/-`);
    },
    async close() {
      for (const page of pages.values()) await page.context().close();
    },
  };
}

const isMember = (as: Screen['as']): boolean => as === 'owner' || as === 'beginner';

const hasLayer = "document.querySelector('dialog[open],:popover-open') !== null";

/** Within the workspace as a link leads, without loading it again. */
async function lead(page: Page, path: string): Promise<void> {
  if (page.url() === 'about:blank') await page.goto(path);
  else await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
}
