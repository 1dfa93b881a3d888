/**
 * Every screen of the client as a picture, for looking at: `npm run gallery -- [folder] [part of a name …]`.
 * The invented team of the demo, in light and dark on a desk, and on a phone.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TeamId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import { loadDemo } from '#server/demo/load.ts';
import { createTestApp } from './app.ts';
import { openWindows, type Windows } from './browser.ts';
import { root } from './source.ts';

const [folder = join(root, 'gallery'), ...parts] = process.argv.slice(2);

/** What is opened, below the team's address, and what is done there before the picture is taken. */
const screens: Record<string, string> = {
  home: '',
  threads: '/threads',
  activity: '/activity',
  files: '/files',
  search: '/search?q=lamp',
  unread: '/unread',
  channels: '/channels',
  people: '/people',
  members: '/admin/members',
  invitations: '/admin/invitations',
  settings: '/admin/settings',
  audit: '/admin/audit',
  drafts: '/drafts',
  saved: '/saved',
  profile: '/me/profile',
  notifications: '/me/notifications',
  appearance: '/me/appearance',
  'language-time': '/me/language-time',
  accessibility: '/me/accessibility',
  keyboard: '/me/keyboard',
  security: '/me/security',
};

const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const devices = {
  light: { ...desk, colorScheme: 'light' },
  dark: { ...desk, colorScheme: 'dark' },
  phone: { ...phone, colorScheme: 'light' },
} as const;

const app = await createTestApp();
const windows = await openWindows(app);
const slug = 'demo';
const password = systemRandom.bytes(12).toString('base64url');
const passwordHash = await app.app.passwords.hash(password);
const demo = { slug, seed: 1, messages: 3_000, months: 6, passwordHash };
const { email } = await loadDemo({ ...app.app, onBehalfOf, progress() {} }, systemRandom.uuid() as TeamId, demo);
mkdirSync(folder, { recursive: true });

for (const [name, path] of Object.entries(screens)) {
  if (parts.length > 0 && !parts.some((part) => name.includes(part))) continue;
  for (const [kind, options] of Object.entries(devices)) {
    test(`${name}, ${kind}`, () => take(windows, `${name}-${kind}`, path, options));
  }
}

async function take(from: Windows, name: string, path: string, options: object): Promise<void> {
  const device = await from.device(options);
  await device.signIn({ team: slug, email, password });
  const page = await device.open(`/t/${slug}${path}`);
  await page.locator('aside a[href*="/c/"]').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await device.context.close();
}
