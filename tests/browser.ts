/** Wardroom in real windows: Chromium on the built client and a server of the test's own. */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { MINUTE_MS } from '#platform/clock.ts';
import { afterSeries, isSeries } from '#platform/testing/series.ts';
import type { TestApp, TestMember } from './app.ts';
import { browserProgram } from './chromium.ts';

/** Under a busy machine too: a wait that is right ends early, and one that is wrong fails. */
const waitMsMax = MINUTE_MS;

/** Somebody's browser: cookies and storage of its own. Its pages report every fault to the test. */
export interface Device {
  readonly context: BrowserContext;
  /** A new window; it must not show a script's error, a broken rule of the content policy, or a foreign request. */
  open(path: string): Promise<Page>;
  /** Signs in as the entrance does; the cookie stays on the device. */
  signIn(who: { readonly team: string; readonly email: string; readonly password: string }): Promise<void>;
}

export interface Windows {
  device(options?: BrowserContextOptions): Promise<Device>;
  /** A device on which the member is signed in. */
  signedIn(member: TestMember, options?: BrowserContextOptions): Promise<Device>;
}

/**
 * Opens windows onto `app`; all are closed when the test, or at top level the file, has ended. Of other origins they
 * may ask only those that `elsewhere` names.
 */
export async function openWindows(
  app: Pick<TestApp, 'base' | 'signIn'>,
  { elsewhere = [] }: { readonly elsewhere?: readonly string[] } = {},
): Promise<Windows> {
  const browser = await borrowBrowser();
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  after(async () => {
    for (const context of contexts) await context.close();
    assert.deepEqual(faults, [], 'the windows reported faults');
  });
  const device = async (options: BrowserContextOptions = {}): Promise<Device> => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Zurich', ...options });
    contexts.push(context);
    const base = options.baseURL ?? app.base;
    context.setDefaultTimeout(waitMsMax);
    context.on('page', (page) => watch(page, [base, ...elsewhere], faults));
    return {
      context,
      async open(path) {
        const page = await context.newPage();
        await page.goto(path === 'about:blank' ? path : base + path);
        return page;
      },
      async signIn(who) {
        const answer = await context.request.post(`${base}/v1/sign-in`, {
          data: who,
          headers: { origin: base },
        });
        assert.equal(answer.status(), 200, await answer.text());
      },
    };
  };
  return {
    device,
    async signedIn(member, options) {
      const made = await device(options);
      await made.context.addCookies([await app.signIn(member)]);
      return made;
    },
  };
}

let shared: Promise<Browser> | undefined;

/** The browser that test files of a process share; each device has cookies and storage of its own. */
async function borrowBrowser(): Promise<Browser> {
  if (!isSeries()) return await launch(after);
  shared ??= launch(afterSeries);
  const browser = await shared;
  assert(browser.isConnected(), 'the browser has ended');
  return browser;
}

/** Playwright's own choices that matter here, and the address bar, which is a page as costly as ours. */
const withoutFeatures = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'AimEnabled', 'LensOverlay', 'MediaRouter', 'OptimizationHints'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable'],
  ...['HttpsUpgrades', 'NetworkTimeServiceQuerying', 'PaintHolding', 'PreconnectToSearch'],
];

async function launch(ended: (close: () => Promise<void>) => void): Promise<Browser> {
  const executablePath = browserProgram();
  assert(executablePath, 'Chromium is missing');
  const isRoot = process.getuid?.() === 0;
  const features = `--disable-features=${withoutFeatures.join()}`;
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--disable-quic', features, ...(isRoot ? ['--no-sandbox'] : [])],
    timeout: MINUTE_MS,
  });
  ended(() => browser.close());
  return browser;
}

/** Refused and failed requests are told by the browser as errors of the console; tests of those provoke them. */
const provoked = /Failed to load resource|net::ERR_|WebSocket connection to/;

function watch(page: Page, bases: readonly string[], faults: string[]): void {
  const origins = bases.map((base) => new URL(base).origin);
  const fault = (what: string): void => void faults.push(`${new URL(page.url(), bases[0]).pathname}: ${what}`);
  page.on('pageerror', (error) => fault(error.stack ?? error.message));
  page.on('console', (said) => {
    if (said.type() === 'error' && !provoked.test(said.text())) fault(said.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!origins.includes(origin) && !['data:', 'blob:'].includes(protocol)) fault(`asked ${request.url()}`);
  });
}
