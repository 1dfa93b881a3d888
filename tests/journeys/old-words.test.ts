/** A history that came in is browsed in the window to its oldest day. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { TeamId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import { loadDemo } from '#server/demo/load.ts';
import { importSlackExport } from '#slack/import/import.ts';
import { borrowTestApp, type Caller } from '../app.ts';
import { type Device, openWindows } from '../browser.ts';
import { PASSWORD } from './client.ts';
import { realExport, withoutExport } from './real-export.ts';
import { listOf } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const turnsMost = 2_000;

test('the imported channel with the most words is read back to its first day', { skip: withoutExport }, async (t) => {
  const team = await app.createTestTeam();
  await importSlackExport(app.app.units, { team: team.id }, String(realExport));
  await browse(t, app.call(team.owner.token), await windows.signedIn(team.owner), team.slug);
});

test('the channel of the demo with the most words is read back to its first day', async (t) => {
  const passwordHash = await app.app.passwords.hash(PASSWORD);
  const wish = { slug: 'demo', seed: 1, months: 12, messages: 1_500, passwordHash };
  const means = { ...app.app, onBehalfOf, progress: () => {} };
  const { email } = await loadDemo(means, systemRandom.uuid() as TeamId, wish);
  const who = { team: 'demo', email, password: PASSWORD };
  const device = await windows.device();
  await device.signIn(who);
  const { body } = await app.call().post('/v1/sign-in', { ...who, as: 'client' });
  await browse(t, app.call(body.token), device, 'demo');
});

/** Turns the wheel in the largest public channel until its first message is in sight, below the name of its day. */
async function browse(t: TestContext, member: Caller, device: Device, slug: string): Promise<void> {
  const { channels } = (await member.get('/v1/channels?limit=200')).body;
  const ids = channels.map(({ id }: { id: string }) => id) as string[];
  const sizes = await Promise.all(ids.map(async (id) => (await member.get(`/v1/channels/${id}/events?after=0`)).body));
  const at = sizes.findIndex(({ number }) => number === Math.max(...sizes.map((one) => one.number)));
  const channel = ids[at] ?? '';
  await member.put(`/v1/channels/${channel}/members/me`);
  const { messages } = (await member.get(`/v1/channels/${channel}/messages?after=0.000000&limit=1`)).body;
  const page = await device.open(`/t/${slug}/c/${channel}`);
  await listOf(page).getByRole('article').first().waitFor();
  await listOf(page).hover();
  const begun = listOf(page).getByText(/^Begun: /);
  const isAtTop = (): Promise<boolean> => listOf(page).evaluate((list) => list.scrollTop === 0);
  let turns = 0;
  for (; turns < turnsMost && !((await begun.count()) === 1 && (await isAtTop())); turns++)
    await page.mouse.wheel(0, -1_500);
  assert.ok(await begun.isVisible());
  await tellsOf(listOf(page).getByRole('article').first(), messages[0].ts);
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const words = day.format(Number(messages[0].ts) * 1_000);
  await page.getByRole('separator', { name: words }).first().waitFor();
  t.diagnostic(`${turns} turns of the wheel to ${words}`);
}

/** The row shows the message; one in which many joined shows it when it is opened. */
async function tellsOf(row: Locator, ts: string): Promise<void> {
  const all = row.getByRole('button', { name: /^Show all \d+$/ });
  if ((await all.count()) === 1) await all.click();
  await row
    .locator(`time[datetime="${new Date(Math.floor(Number(ts) * 1_000)).toISOString()}"]`)
    .first()
    .waitFor();
}
