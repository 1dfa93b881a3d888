/** One's own pages in real windows: what one changes there holds at once, here and for others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const [first, second] = ['a lantern for the pier', 'a rope, a bell and a gull'];
const [handle, email] = ['keeper', 'keeper@harbour.example'];
const { body: invited } = await app.call(team.owner.token).post('/v1/invitations', { role: 'member' });
const account = { name: 'Ada Keeper', handle, email, password: first };
const token = invited.link.split('#')[1];
const accepted = await app.call().post('/v1/invitations/acceptance', { token, ...account, as: 'client' });
const asMember = app.call(accepted.body.token);
const device = await windows.device();
await device.signIn({ team: team.slug, email, password: first });
const page = await device.open(`/t/${team.slug}/me`);
const open = (section: string): Promise<unknown> => page.goto(`${app.base}/t/${team.slug}/me/${section}`);

test('what a member says of itself is seen by others at once, and a short name that is taken is told', async () => {
  await page.waitForURL('**/me/profile');
  const watching = await windows.signedIn(team.owner);
  const other = await watching.open(`/t/${team.slug}/people`);
  await other.getByRole('button', { name: `@${handle}` }).waitFor();
  await page.getByRole('textbox', { name: 'Title' }).fill('Keeper of the light');
  await page.getByRole('textbox', { name: 'Short name' }).fill(team.owner.row.handle);
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.locator('input[name=handle][aria-invalid=true]').waitFor();
  await page.getByRole('textbox', { name: 'Short name' }).fill(handle);
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByText('Your profile is kept.').first().waitFor();
  await other.getByRole('button', { name: `@${handle}` }).click();
  await other.getByRole('dialog').getByText('Keeper of the light').waitFor();
});

test('quiet hours, keywords and a rest are kept as they are chosen', async () => {
  await open('notifications');
  await page.getByRole('radio', { name: 'Every message' }).check();
  await page.getByRole('textbox', { name: 'Word or phrase' }).fill('lantern, tide');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Take out tide' }).click();
  await page.getByRole('button', { name: 'Add weekends' }).click();
  await page.getByRole('switch', { name: 'Show who wrote, where, and what' }).uncheck();
  await page.getByRole('button', { name: 'For 1 hour' }).click();
  await page.getByText('You are left in peace until').waitFor();
  await page.getByRole('button', { name: 'Be told again' }).click();
  await page.getByText('You are left in peace until').waitFor({ state: 'detached' });
  const { body } = await asMember.get('/v1/me/notifications');
  assert.deepEqual([body.level, body.previews], ['all', false]);
  assert.deepEqual(body.keywords, ['lantern']);
  assert.deepEqual(body.quietHours, [{ days: [6, 7], from: '00:00', to: '00:00' }]);
  assert.equal(body.doNotDisturbUntil, undefined);
});

test('the chosen colours and hours are there after a reload, and the zone for everybody', async () => {
  await open('appearance');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.reload();
  assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
  await page.getByRole('radio', { name: 'As the system' }).check();
  await open('language-time');
  await page.getByRole('button', { name: 'Use Europe/Zurich' }).click();
  await page.getByText('Europe/Zurich, UTC+').waitFor();
  await page.getByRole('combobox', { name: 'Find another zone' }).fill('kolk');
  await page.keyboard.press('Enter');
  await page.getByText('Asia/Kolkata, UTC+5:30').waitFor();
  await page.getByRole('radio', { name: '12 hours' }).check();
  await page.reload();
  await page.getByRole('radio', { name: '12 hours', checked: true }).waitFor();
  assert.equal((await asMember.get('/v1/me')).body.member.timeZone, 'Asia/Kolkata');
});

test('a token is made, shown once, works, and is refused after it was revoked', async () => {
  await open('security');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Tide table');
  await page.getByRole('button', { name: 'Make token' }).click();
  const secret = await page.getByRole('textbox', { name: 'Secret of the token' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  assert.equal((await app.call(secret).get('/v1/me')).status, 200);
  await page.getByRole('button', { name: 'Revoke Tide table' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await page.getByRole('rowheader', { name: 'Tide table' }).waitFor({ state: 'detached' });
  assert.equal((await app.call(secret).get('/v1/me')).status, 401);
});

test('a token is renamed, narrowed and widened: what it reaches holds from its next call on', async () => {
  const { secret } = (await asMember.post('/v1/me/tokens', { name: 'Gauge', scopes: ['personal:read'] })).body;
  const asGauge = app.call(secret);
  assert.equal((await asGauge.get('/v1/me/channels')).status, 403);
  await open('security');
  await page.getByRole('button', { name: 'Change Gauge' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change Gauge' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Tide gauge');
  await dialog.getByRole('checkbox', { name: 'personal:read' }).uncheck();
  await dialog.getByRole('checkbox', { name: 'messages:read' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('rowheader', { name: 'Tide gauge' }).waitFor();
  assert.equal((await asGauge.get('/v1/me/channels')).status, 200);
  assert.equal((await asGauge.get('/v1/me/reminders')).status, 403);
});

test('a changed password signs out the other device, and a wrong one changes nothing and is noted', async () => {
  const left = await windows.device({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  });
  await left.signIn({ team: team.slug, email, password: first });
  const there = await left.open(`/t/${team.slug}/people`);
  await there.getByRole('heading', { level: 1 }).waitFor();
  await open('security');
  await page.getByRole('button', { name: 'Sign out Firefox on Linux' }).waitFor();
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill(second);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('The current password is not right.').first().waitFor();
  await page.getByLabel('Current password').fill(first);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('button', { name: 'Sign out Firefox on Linux' }).waitFor({ state: 'detached' });
  await there.locator('#root').getByText('You are signed out.').waitFor();
  await page.reload();
  await page.getByRole('cell', { name: 'Denied The current password was wrong' }).waitFor();
});

test('whoever signs out is out, and at the way back in', async () => {
  await open('security');
  await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`**/t/${team.slug}/signin`);
  await page.goto(`${app.base}/t/${team.slug}/people`);
  await page.locator('#root').getByText('You are signed out.').waitFor();
});
