/** What one entry of the list of screens says, and the deeds that many entries share. */
import type { Locator, Page, WebSocketRoute } from 'playwright-core';
import type { World } from './world.ts';

export interface Screen {
  /** What one sees: the screen, then its state. It is the name of its picture as well. */
  readonly name: string;
  /** The pattern of the address in `web/shell/screens.tsx`, or the page of the entrance. */
  readonly route: string;
  /** What is opened: of a member below the team's address, of others from the root. */
  readonly at: string | ((world: World) => string);
  /**
   * Whose browser: the owner's, that of who has just made a team, one in which nobody is signed in, or one at a server
   * that was never set up.
   */
  readonly as?: 'owner' | 'beginner' | 'nobody' | 'founder' | undefined;
  /** It must be opened at the size of a phone. */
  readonly onPhone?: true | undefined;
  /** Before it is opened; it is opened in a new document then. */
  readonly before?: ((page: Page, world: World) => Promise<unknown>) | undefined;
  /** What is done there, until the state is seen. */
  readonly act?: ((page: Page, world: World) => Promise<unknown>) | undefined;
  /** Takes back what `before` and `act` changed for what is shown later; the next one is a new document. */
  readonly undo?: ((page: Page, world: World) => Promise<unknown>) | undefined;
}

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

export const press = (page: Page, ...names: readonly (string | RegExp)[]): Promise<void> =>
  inOrder(names, (name) => button(page, name).first().click());

export const fill = (page: Page, typed: Readonly<Record<string, string>>): Promise<void> =>
  inOrder(Object.entries(typed), ([label, text]) => page.getByLabel(label, { exact: true }).fill(text));

export const chooseTab = (name: string | RegExp) => (page: Page) => page.getByRole('tab', { name }).click();

/** Waits for words that only the state has. */
export const says = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor();

export const row = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text }).first();

/** The path of one of the demo's conversations. */
export const place =
  (name: string) =>
  ({ places }: World): string =>
    `/c/${places[name]}`;

/** Its title stands there, and nothing is being loaded any more. */
export const rested = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('main:not(:has([aria-busy=true]))').waitFor();
};

/** A part of the administration. */
export const admin = (name: string, section: string, act?: Screen['act']): Screen => ({
  name: `admin: ${name}`,
  ...{ route: '/admin/:section', at: `/admin/${section}` },
  async act(page, world) {
    await rested(page);
    await act?.(page, world);
  },
});

/** Requests whose address fits get no answer until the page is gone. */
export const unanswered = (path: RegExp) => async (page: Page) => {
  await page.route(path, (route) => (route.request().method() === 'GET' ? undefined : route.continue()));
};

/** They are refused, as by a server that broke down. */
export const refused = (path: RegExp, status: number) => async (page: Page) => {
  const body = JSON.stringify({
    type: 'about:blank',
    title: 'Something failed on the server. Nothing was changed.',
    status,
  });
  await page.route(path, (route) => route.fulfill({ status, contentType: 'application/problem+json', body }));
};

/** What the server answers, in other words: of accounts that are as this one is not. */
export const altered =
  (path: RegExp, change: (body: Record<string, unknown>) => object) =>
  async (page: Page): Promise<void> => {
    await page.route(path, async (route) => {
      if (route.request().method() !== 'GET') return await route.continue();
      const response = await route.fetch();
      await route.fulfill({ response, json: change((await response.json()) as Record<string, unknown>) });
    });
  };

export const answerAgain = async (page: Page): Promise<void> => page.unrouteAll({ behavior: 'ignoreErrors' });

interface Line {
  isCut: boolean;
  readonly sockets: Set<WebSocketRoute>;
}
const lines = new WeakMap<Page, Line>();

/** Lays a hand on the window's line to the server: `setOffline` of the browser leaves open sockets alone. */
export async function tapLine(page: Page): Promise<void> {
  if (lines.has(page)) return;
  const line: Line = { isCut: false, sockets: new Set() };
  lines.set(page, line);
  await page.routeWebSocket(/\/v1\/stream/, (socket) => {
    if (line.isCut) return void socket.close();
    socket.connectToServer();
    line.sockets.add(socket);
  });
}

export async function cutLine(page: Page): Promise<void> {
  const line = lines.get(page);
  if (!line) throw new Error('The line of this window is not tapped.');
  line.isCut = true;
  for (const socket of line.sockets) await socket.close();
  line.sockets.clear();
}

export async function mendLine(page: Page): Promise<void> {
  const line = lines.get(page);
  if (line) line.isCut = false;
}

export async function inOrder<T>(all: readonly T[], run: (one: T) => Promise<unknown>): Promise<void> {
  for (const one of all) await run(one);
}
