import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestApp } from '../app.ts';
import { barriersEverywhere, openWindows } from '../browser.ts';

const app = await createTestApp();
const windows = await openWindows(app);

test('the workspace opens within its content policy', async () => {
  const team = await app.createTestTeam();
  const device = await windows.signedIn(team.owner);
  const page = await device.open(`/t/${team.slug}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.deepEqual(await barriersEverywhere(page), []);
});
