/**
 * The settings about signing in, in a real window: what is pressed keeps the focus or hands it on, is done once, tells
 * where it belongs what went wrong, and asks before somebody loses something.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { altered, press, refused } from '../screens/screen.ts';
import { until } from './room.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const device = await windows.signedIn(team.owner);
const page = await device.open(`/t/${team.slug}/admin/sign-in`);
const section = (name: string) => page.getByRole('region', { name, exact: true });
const dialog = page.getByRole('dialog');
const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');
const focusedLabel = 'document.activeElement.labels?.[0]?.textContent';
const hasFocus = (text: string): Promise<unknown> => until(async () => assert.equal(await focused(), text));
const seen: string[] = [];
page.on('request', (request) => {
  if (request.method() !== 'GET') seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
});

test('limits that are saved by two quick presses are sent once, and the button keeps the focus', async () => {
  const limits = section('How long devices stay signed in');
  await limits.getByLabel('Without use', { exact: true }).fill('1');
  await limits.getByRole('button', { name: 'Set the limits' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('Nobody was signed out by it').first().waitFor();
  await hasFocus('Set the limits');
  assert.equal(seen.filter((line) => line === 'PUT /v1/session-policy').length, 1);
  const { body } = await app.call(team.owner.token).get('/v1/session-policy');
  assert.equal(body.idleMinutes, 24 * 60);
  await limits.getByLabel('At most', { exact: true }).fill('99999');
  await limits.getByRole('button', { name: 'Set the limits' }).press('Enter');
  await limits.getByRole('alert').waitFor();
  assert.equal(await limits.getByLabel('At most', { exact: true }).inputValue(), '99999');
});

test('how long the access log is kept is saved where one stands, in words that fit one day', async () => {
  await page.goto(`${app.base}/t/${team.slug}/admin/access-log`);
  const kept = section('How long it is kept');
  const days = kept.getByLabel('Days', { exact: true });
  const shortest = await days.getAttribute('min');
  await days.fill(shortest ?? '');
  await page.keyboard.press('Enter');
  await page
    .getByText(/The access log is kept for \d+ days?\./)
    .first()
    .waitFor();
  assert.equal(await page.evaluate(focusedLabel), 'Days');
  await kept.getByRole('button', { name: 'Keep it so long' }).focus();
  await days.fill('30');
  await kept.getByRole('button', { name: 'Keep it so long' }).press('Enter');
  await page.getByText('kept for 30 days').first().waitFor();
  await hasFocus('Keep it so long');
});

test('a network that is none is told at its field once it is left; a day is one of the member’s own zone', async () => {
  await app.call(team.owner.token).patch('/v1/me', { timeZone: 'Asia/Kolkata' });
  await page.reload();
  const network = page.getByLabel('Address or network', { exact: true });
  await network.fill('192.0.2');
  assert.equal(await network.getAttribute('aria-invalid'), null, 'half of an address is nothing wrong yet');
  await network.blur();
  await page.getByText('This is no address and no network').waitFor();
  await network.fill('');
  const [asked] = await Promise.all([
    page.waitForRequest(/\/v1\/attempts\?.*from=/),
    page.getByLabel('From', { exact: true }).fill('2026-02-01'),
  ]);
  assert.equal(new URL(asked.url()).searchParams.get('from'), '2026-01-31T18:30:00.000Z');
});

test('what a policy of providers came to is told beside it; taking the factor back is asked first', async () => {
  await altered(/\/v1\/sso$/, (sso) => ({ ...sso, mode: 'optional', countsAsFactor: true }))(page);
  await page.goto(`${app.base}/t/${team.slug}/admin/sign-in`);
  const policy = section('Who signs in by a provider');
  const counts = policy.getByRole('checkbox', { name: 'It counts as a second factor' });
  await until(async () => assert.ok(await counts.isChecked()));
  await counts.uncheck();
  await policy.getByRole('button', { name: 'Save' }).press('Enter');
  await dialog.getByText('owes a second factor at once').waitFor();
  await press(page, 'Cancel');
  await hasFocus('Save');
  await refused(/\/v1\/sso\/policy\/preview/, 500)(page);
  await policy.getByRole('radio', { name: /^Required For/ }).check();
  await policy.getByRole('button', { name: 'Save' }).press('Enter');
  await policy.getByRole('alert').getByText('Something failed on the server').waitFor();
  await hasFocus('Save');
  await page.unrouteAll();
});

test('a domain is removed after a question, and the focus then stands at the heading of its section', async () => {
  await page.reload();
  const domains = section('Domains of the team');
  await domains.getByLabel('Domain of your organisation').fill('harbour.example');
  await page.keyboard.press('Enter');
  await press(page, 'Later');
  const remove = domains.getByRole('button', { name: 'Remove harbour.example' });
  await remove.press('Enter');
  await press(page, 'Cancel');
  await hasFocus('Remove');
  await remove.press('Enter');
  await dialog.getByRole('button', { name: 'Remove' }).press('Enter');
  await remove.waitFor({ state: 'detached' });
  await hasFocus('Domains of the team');
});

test('a group is made one of admins after a question; another role is given at once', async () => {
  const group = { id: `H${'0'.repeat(26)}`, name: 'Harbour office', members: 1 };
  await altered(/\/v1\/provisioning$/, (overview) => ({ ...overview, groups: [group] }))(page);
  await page.route(/\/v1\/provisioning\/groups\//, (route) => route.fulfill({ status: 204 }));
  await page.reload();
  seen.length = 0;
  const role = page.getByLabel('Who is in Harbour office is', { exact: true });
  await role.focus();
  await role.selectOption('Admins');
  await dialog.getByText('1 member now').waitFor();
  assert.deepEqual(seen, []);
  await press(page, 'Cancel');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await role.inputValue(), 'none');
  assert.equal(await page.evaluate(focusedLabel), 'Who is in Harbour office is');
  await role.selectOption('Guests');
  await until(async () => assert.deepEqual(seen, [`PUT /v1/provisioning/groups/${group.id}/role`]));
  await page.unrouteAll();
});

test('once nobody is asked for a second factor any more, the focus stands at the heading', async () => {
  await page.reload();
  const policy = section('Two-factor for everybody');
  await policy.getByRole('button', { name: 'Ask everybody' }).press('Enter');
  await dialog.getByRole('button', { name: 'Ask everybody' }).press('Enter');
  await hasFocus('Move the deadline');
  await policy.getByRole('button', { name: 'Ask nobody any more' }).press('Enter');
  await policy.getByRole('button', { name: 'Ask everybody' }).waitFor();
  await hasFocus('Two-factor for everybody');
});

test('after “it was not me” the focus stands at what came of it', async () => {
  await device.context.request.get(app.base);
  await (await windows.signedIn(team.owner)).open(`/t/${team.slug}`);
  await page.goto(`${app.base}/t/${team.slug}/me/security`);
  await page
    .getByRole('link', { name: /is not me$/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'It was not me' }).press('Enter');
  await until(async () => assert.match(await focused(), /^They are out/));
});
