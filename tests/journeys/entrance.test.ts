import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import { newSetupToken } from '#identity/founding/founding.ts';
import { addImportedMembers } from '#identity/members/members.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { within } from './client.ts';

const PASSWORD = 'tide pool lantern seven';
const MEI = { team: 'kestrel', email: 'mei@kestrel.example', password: PASSWORD };
const NEW = 'seven copper lanterns drift';

const app = await createTestApp();
const windows = await openWindows(app);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const fill = async (page: Page, typed: Readonly<Record<string, string>>) => {
  for (const [label, text] of Object.entries(typed)) await page.getByLabel(label, { exact: true }).fill(text);
};
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const focused = (page: Page) => page.evaluate('document.activeElement.name || document.activeElement.tagName');
const isIn = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path);

/** The link that was last mailed there; the answer to who asked for it may come before. */
const mailedTo = (address: string, form = '#wr'): Promise<string> =>
  within(MINUTE_MS, `a mail to ${address}`, async (isLate) => {
    for (;;) {
      const mail = app.mails.findLast(({ to, text }) => to === address && text.includes(form));
      if (mail) return /http\S+/.exec(mail.text)?.[0].replace(app.base, '') ?? '';
      await Promise.race([nextTick(), isLate]);
    }
  });

test('a server without a team is set up by the printed link, step by step, and a reload goes on', async () => {
  const device = await windows.device();
  const page = await device.open('/');
  await heading(page, 'There is no team here yet');

  const token = await newSetupToken(app.app.units, systemRandom);
  await page.goto(`${app.base}/setup#${token}`);
  await heading(page, 'Set up Wardroom');
  assert.equal(await focused(page), 'name');
  await press(page, 'Continue');
  await page.getByText('This field is needed.').waitFor();
  assert.equal(await focused(page), 'name');
  await fill(page, { 'Your name': 'Mei Tan', 'E-mail address': 'mei@kestrel.example', Password: 'qwertyuiop123' });
  await press(page, 'Continue');
  await page.getByText('The password is easy to guess.').waitFor();
  assert.equal(await focused(page), 'password');
  await fill(page, { Password: PASSWORD });
  await press(page, 'Continue');

  await heading(page, 'Name the team');
  await page.reload();
  await heading(page, 'Name the team');
  await fill(page, { 'Name of the team': 'Kestrel & Söhne' });
  assert.equal(await page.getByLabel('Address').inputValue(), 'kestrel-sohne');
  await fill(page, { Address: 'Kestrel' });
  await page.getByText('Use lower-case letters').waitFor();
  await fill(page, { Address: 'kestrel' });
  await press(page, 'Continue');

  await heading(page, 'Your time zone');
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Europe/Zurich');
  await press(page, 'Create the team');
  await heading(page, 'Add an authenticator app');
  await press(page, 'Later');
  await heading(page, 'Invite people');
  await page.reload();
  await heading(page, 'Invite people');
  await fill(page, { 'E-mail address': 'dan@kestrel.example' });
  await press(page, 'Invite');
  await page.getByText('dan@kestrel.example: no mail server is set').waitFor();
  assert.equal(await focused(page), 'email');
  await page.getByRole('link', { name: 'Go to the team' }).click();
  await isIn(page, '/t/kestrel/');

  const used = await device.open(`/setup#${token}`);
  await heading(used, 'This link does not work any more');
  const again = await device.open('/');
  await isIn(again, '/t/kestrel/');
});

test('somebody invited joins in a browser of its own, and the link is used up', async () => {
  const page = await (await windows.device()).open(await mailedTo('dan@kestrel.example'));
  const link = page.url();
  await heading(page, 'Join Kestrel & Söhne');
  await page.getByText('Mei Tan invites you.').waitFor();
  await fill(page, { 'Your name': 'Dan Roe', 'Short name': 'mei', Password: PASSWORD });
  await press(page, 'Join');
  await page.getByText('already has this short name').waitFor();
  assert.equal(await focused(page), 'handle');
  await fill(page, { 'Short name': 'dan' });
  await press(page, 'Join');
  await isIn(page, '/t/kestrel/');

  const other = await (await windows.device()).open(link.replace(app.base, ''));
  await heading(other, 'This link does not work any more');
});

test('a sign-in leads to the page that was asked for, after a wrong password that tells nothing', async () => {
  const device = await windows.device();
  const page = await device.open('/');
  await isIn(page, '/t/kestrel/signin');
  await page.goto(`${app.base}/t/kestrel/signin?to=${encodeURIComponent('/t/kestrel/threads?of=me')}`);
  await heading(page, 'Sign in to Kestrel & Söhne');
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('autocomplete'), 'current-password');
  await fill(page, { 'E-mail address': 'dan@kestrel.example', Password: 'not this one' });
  await press(page, 'Sign in');
  await page.getByRole('alert').getByText('is not right').waitFor();
  const locked = "new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true, bubbles: true })";
  await page.evaluate(`document.querySelector('[name=password]').dispatchEvent(${locked})`);
  await page.getByText('Caps Lock is on.').waitFor();
  await press(page, 'Show password');
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
  await fill(page, { Password: PASSWORD });
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.base}/t/kestrel/threads?of=me`);

  const stray = await device.open('/t/kestrel/signin?to=https://elsewhere.example/');
  await page.close();
  await stray.getByText('You are signed in as').waitFor();
  assert.equal(await stray.getByRole('link', { name: 'Go on as this' }).getAttribute('href'), '/t/kestrel/');
});

test('a forgotten password is replaced by the link in the mail', async () => {
  const page = await (await windows.device()).open('/t/kestrel/signin?out');
  await page.getByText('You are signed out on this device.').waitFor();
  await fill(page, { 'E-mail address': 'dan@kestrel.example' });
  await page.getByRole('link', { name: 'Forgot the password?' }).click();
  await heading(page, 'Forgot the password?');
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'dan@kestrel.example');
  await press(page, 'Mail me a link');
  await heading(page, 'Look into your mail');
  const link = await mailedTo('dan@kestrel.example', 'reset#wrr_');
  await page.goto(app.base + link);
  await heading(page, 'Choose a new password');
  await fill(page, { 'New password': NEW });
  await press(page, 'Replace the password');
  await isIn(page, '/t/kestrel/');
  const signIn = { team: 'kestrel', email: 'dan@kestrel.example', as: 'client' };
  const status = async (password: string) => (await app.call().post('/v1/sign-in', { ...signIn, password })).status;
  assert.deepEqual([await status(PASSWORD), await status(NEW)], [401, 200]);
});

test('whoever has an address at a listed domain joins by the link in the mail', async () => {
  const { body } = await app.call().post('/v1/sign-in', { ...MEI, as: 'client' });
  assert.equal((await app.call(body.token).put('/v1/join-domains/harbour.example')).status, 200);
  const page = await (await windows.device()).open('/t/kestrel/signin');
  await page.getByRole('link', { name: 'join with your work address' }).click();
  await heading(page, 'Join with your work address');
  await fill(page, { 'E-mail address': 'zoe@harbour.example' });
  await press(page, 'Mail me a link');
  await heading(page, 'Look into your mail');
  await page.goto(app.base + (await mailedTo('zoe@harbour.example')));
  await heading(page, 'Join Kestrel & Söhne');
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'zoe@harbour.example');
  await fill(page, { 'Your name': 'Zoë Ash', Password: PASSWORD });
  assert.equal(await page.getByLabel('Short name').inputValue(), 'zoe.ash');
  await press(page, 'Join');
  await isIn(page, '/t/kestrel/');
});

test('an address that is not there gets a page without scripts, and a server that is away is told', async () => {
  const device = await windows.device();
  const page = await device.open('/nothing/here');
  await heading(page, 'There is nothing at this address.');
  await page.goto(`${app.base}/t/kestrel/signin`);
  await heading(page, 'Sign in to Kestrel & Söhne');
  await device.context.setOffline(true);
  await page.getByText('This device is offline. What you type stays here.').waitFor();
  await fill(page, { 'E-mail address': 'dan@kestrel.example', Password: NEW });
  await press(page, 'Sign in');
  await page.getByRole('alert').getByText('Nothing that you typed is lost').waitFor();
  await device.context.setOffline(false);
  await press(page, 'Sign in');
  await isIn(page, '/t/kestrel/');
});

test('links in mails open the account of an import, and confirm an address for who is signed in', async () => {
  const { body: mei } = await app.call().post('/v1/sign-in', { ...MEI, as: 'client' });
  const team = uuidOf(mei.team.id) as TeamId;
  const person = { role: 'member', handle: 'pia', name: 'Pia', email: 'pia@old.example', isActive: true } as const;
  const [pia] = await app.app.units.open({ team }, (work) => addImportedMembers(work, team, 'import', [person]));
  assert.equal((await app.call(mei.token).put(`/v1/members/${publicId('U', pia?.id ?? '')}/claim`)).status, 200);
  const page = await (await windows.device()).open(await mailedTo('pia@old.example'));
  await heading(page, 'Your account in Kestrel & Söhne');
  await fill(page, { Password: PASSWORD });
  await press(page, 'Come in');
  await isIn(page, '/t/kestrel/');

  const signIn = { ...MEI, email: 'pia@old.example', as: 'client' };
  const { body: there } = await app.call().post('/v1/sign-in', signIn);
  const wish = { email: 'pia@new.example', password: PASSWORD };
  assert.equal((await app.call(there.token).put('/v1/me/email', wish)).status, 200);
  const other = await (await windows.device()).open(await mailedTo('pia@new.example'));
  await heading(other, 'Sign in to confirm the address');
  await other.getByRole('link', { name: 'Sign in' }).click();
  await fill(other, { 'E-mail address': 'pia@old.example', Password: PASSWORD });
  await press(other, 'Sign in');
  await heading(other, 'Confirm your new address');
  await press(other, 'Confirm');
  await heading(other, 'The address is confirmed');
});

test('with several teams, none is listed for strangers; the teams of a browser stand side by side', async () => {
  const second = await app.createTestTeam();
  const stranger = await (await windows.device()).open('/');
  await heading(stranger, 'Which team?');
  assert.doesNotMatch((await stranger.textContent('body')) ?? '', /Kestrel/);
  await fill(stranger, { 'Address of the team': 'not a slug' });
  await press(stranger, 'Continue');
  await stranger.getByText('Use lower-case letters').waitFor();
  await fill(stranger, { 'Address of the team': 'kestrel' });
  await press(stranger, 'Continue');
  await heading(stranger, 'Sign in to kestrel');

  const device = await windows.signedIn(second.owner);
  const page = await device.open('/t/kestrel/signin');
  await fill(page, { 'E-mail address': MEI.email, Password: MEI.password });
  await press(page, 'Sign in');
  await isIn(page, '/t/kestrel/');
  const both = await device.open('/');
  await heading(both, 'Your teams');
  await both.getByRole('link', { name: `Team ${second.slug}` }).click();
  await isIn(both, `/t/${second.slug}/`);
});
