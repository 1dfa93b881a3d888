/** Passkeys in real windows, with Chromium's virtual authenticator: added, used in every way, lost and recovered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { MINUTE_MS } from '#platform/clock.ts';
import { createTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';

const PASSWORD = 'a lantern for the pier';
// By a name: at an address without one, browsers know no passkeys.
const app = await createTestApp({ settings: { WARDROOM_HOST: 'localhost' } });
const windows = await openWindows(app);
const team = await app.createTestTeam();

async function join(handle: string, role = 'member'): Promise<string> {
  const { body: invited } = await app.call(team.owner.token).post('/v1/invitations', { role });
  const email = `${handle}@harbour.example`;
  const token = invited.link.split('#')[1];
  const account = { name: handle, handle, email, password: PASSWORD, token };
  assert.equal((await app.call().post('/v1/invitations/acceptance', account)).status, 201);
  return email;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const isInside = (page: Page) => page.getByRole('navigation', { name: 'Areas' }).first().waitFor();

async function typePassword(page: Page, email: string): Promise<void> {
  await page.goto(`${app.base}/t/${team.slug}/signin`);
  await fill(page, 'E-mail address', email);
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Sign in');
}

interface Authenticator {
  /** Whether somebody touches it when it asks. */
  touch(isThere: boolean): Promise<void>;
  lose(): Promise<void>;
}

/** One that is built into the device of this page. */
async function plugIn(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const kind = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true, ...kind },
  });
  return {
    touch: async (enabled) =>
      void (await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })),
    lose: async () => void (await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  };
}

/** With no window open that would hear of it. */
const signOut = async (page: Page): Promise<void> => {
  await page.goto('about:blank');
  const answer = await page.context().request.post(`${app.base}/v1/sign-out`, { headers: { origin: app.base } });
  assert.equal(answer.status(), 204);
};

const shownCodes = (page: Page): Promise<string[]> =>
  page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();

const [ada, ben] = [await join('ada'), await join('ben')];
const adas = await (await windows.device()).open('about:blank');
const key = await plugIn(adas);
let codes: string[] = [];

test('a passkey is added on the own page, with codes typed back', async () => {
  await key.touch(false);
  await typePassword(adas, ada);
  await isInside(adas);
  await adas.goto(`${app.base}/t/${team.slug}/me/security`);
  await key.touch(true);
  await press(adas, 'Add a passkey');
  await adas.getByRole('dialog', { name: 'Keep these recovery codes' }).waitFor();
  codes = await shownCodes(adas);
  await fill(adas, 'Type one of them back', codes[0] ?? '');
  await press(adas, 'They are kept');
  await adas.getByText('A passkey signs you in alone.').waitFor();
  await adas.getByText('This device only').waitFor();
  await adas.getByRole('button', { name: /^Rename/ }).click();
  await fill(adas, 'Name', 'The key ring');
  await press(adas, 'Rename');
  await adas.getByRole('rowheader', { name: 'The key ring' }).waitFor();
});

test('it signs in alone: offered beside the address, and by the button', async () => {
  await key.touch(false);
  await signOut(adas);
  await adas.goto(`${app.base}/t/${team.slug}/signin`);
  await heading(adas, /^Sign in to/);
  assert.equal(await adas.getByLabel('E-mail address').getAttribute('autocomplete'), 'username webauthn');
  await key.touch(true);
  await adas.goto(`${app.base}/t/${team.slug}/signin`);
  // What the browser offers is taken at once by an authenticator that is always touched.
  await isInside(adas);
  await signOut(adas);
  // So from here on it offers nothing: the button would be gone before it is pressed.
  await adas.addInitScript(
    'if (globalThis.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false',
  );
  await adas.goto(`${app.base}/t/${team.slug}/signin`);
  await press(adas, 'Sign in with a passkey');
  await isInside(adas);
});

test('after the password it is the second factor, and before a dangerous act the proof', async () => {
  await key.touch(false);
  await signOut(adas);
  await typePassword(adas, ada);
  await heading(adas, 'Use your passkey');
  await key.touch(true);
  await press(adas, 'Use the passkey');
  await isInside(adas);
  app.clock.advance(11 * MINUTE_MS);
  await adas.goto(`${app.base}/t/${team.slug}/me/security`);
  await press(adas, 'New recovery codes');
  await adas.getByRole('dialog', { name: 'Is it you?' }).waitFor();
  await press(adas, 'Go on');
  await adas.getByRole('dialog', { name: 'Keep these recovery codes' }).waitFor();
  await press(adas, 'Later');
});

test('who lost it comes in by a recovery code', async () => {
  await key.lose();
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, ada);
  await heading(page, 'Use your passkey');
  await press(page, 'It is not at hand');
  await heading(page, 'Use a recovery code');
  await fill(page, 'Recovery code', codes[1] ?? '');
  await press(page, 'Go on');
  await page.getByText('9 are left').waitFor();
});

test('before coming in, a passkey is the first thing that is offered', async () => {
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, ben);
  await isInside(page);
  await plugIn(page);
  await page.goto(`${app.base}/t/${team.slug}/finish`);
  await heading(page, 'Add a passkey');
  await press(page, 'Add a passkey');
  await heading(page, 'Keep these recovery codes');
  await fill(page, 'Type one of them back', (await shownCodes(page))[0] ?? '');
  await press(page, 'Go to the team');
  await isInside(page);
});

test('an admin has a lost factor removed, sees when, and takes it back', async () => {
  const page = await (await windows.device()).open('about:blank');
  await typePassword(page, await join('chief', 'admin'));
  await isInside(page);
  await page.goto(`${app.base}/t/${team.slug}/admin/members`);
  const openMenu = () => page.getByRole('button', { name: 'Actions for ada' }).click();
  await openMenu();
  await page.getByRole('menuitem', { name: 'Remove lost second factor …' }).click();
  await press(page, 'Remove in a day');
  await page
    .getByRole('row')
    .filter({ hasText: 'ada' })
    .getByText(/^To be removed/)
    .waitFor();
  await openMenu();
  await page.getByRole('menuitem', { name: 'Stop the reset of the second factor' }).click();
  await page.getByText('The second factor of ada stays.').first().waitFor();
  assert.ok(app.mails.some(({ to, subject }) => to === ada && subject.includes('is about to be removed')));
});
