/** Getting about in the workspace, and running the team, in a real window. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const other = await app.addTestMember(team);
const asOther = app.call(other.token);
const { body: lighthouse } = await asOther.post('/v1/channels', { name: 'lighthouse', kind: 'public' });
const device = await windows.signedIn(team.owner);
const page = await device.open(`/t/${team.slug}`);

test('a channel is found by a few letters of its name, joined, and left behind in the sidebar', async () => {
  await page.goto(`${app.base}/t/${team.slug}/channels`);
  await page.getByRole('searchbox').fill('light');
  await page.getByRole('button', { name: 'Join lighthouse' }).click();
  await page.getByRole('button', { name: 'Leave lighthouse' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('lig');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/c/${lighthouse.id}`);
});

test('a person is found, looked at and written to, by keys alone', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('people');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/people');
  await page.getByRole('searchbox').fill(other.row.handle);
  await page.getByRole('button', { name: `@${other.row.handle}` }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Local time').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/c/D*');
});

test('the keys are shown on request, and the parts of the window are reached by F6', async () => {
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog').getByText('Next unread conversation').waitFor();
  await page.keyboard.press('Escape');
  const rings = new Set<string>();
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('F6');
    rings.add(await page.evaluate("document.activeElement?.closest('[data-ring]')?.getAttribute('aria-label') ?? ''"));
  }
  assert(rings.has('Areas') && rings.has('Conversations'), [...rings].join());
});

test('somebody is invited by a link, which is shown once and can be withdrawn', async () => {
  await page.goto(`${app.base}/t/${team.slug}/admin/invitations`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link of the invitation' }).inputValue();
  assert.match(link, /\/t\/[^/]+\/invite#wri_/);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('Withdrawn').waitFor();
});

test('a role is changed and an account closed, with the question first', async () => {
  await page.goto(`${app.base}/t/${team.slug}/admin/members`);
  const actions = page.getByRole('button', { name: `Actions for ${other.row.name}` });
  await actions.click();
  await page.getByRole('menuitem', { name: 'Change role …' }).click();
  await page.getByRole('radio', { name: 'Admin' }).check();
  await page.getByRole('button', { name: 'Change role' }).click();
  await page.getByRole('cell', { name: 'Admin' }).waitFor();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Close account …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close account' }).click();
  await page.getByRole('button', { name: `Actions for ${other.row.name}` }).waitFor({ state: 'detached' });
  assert.equal((await asOther.get('/v1/me')).status, 401);
});

test('the audit log is proven in the browser, and a rewritten one is not', async () => {
  await page.goto(`${app.base}/t/${team.slug}/admin/audit`);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText('Proven.', { exact: true }).waitFor();
  await page.getByText('This device had not looked before').waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText(/The \d+ entries that this device saw before are unchanged/).waitFor();
  await page.evaluate(`{
    const key = Object.keys(localStorage).find((one) => one.startsWith('wardroom audit'));
    localStorage.setItem(key, localStorage.getItem(key).replace(/"root":"./, '"root":"'));
  }`);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText('Not proven.', { exact: true }).waitFor();
});
