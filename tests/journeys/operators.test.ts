/** The operators' console in real windows: from the command that makes an account to signing out. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { SCOPE_NAMES } from '#contract/tokens.ts';
import { codeAt } from '#identity/testing/testing.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { commands } from '#server/commands/command-list.ts';
import { executeFor } from '#server/commands/execution.ts';
import { type Caller, createTestApp } from '../app.ts';
import { barriersIn } from '../axe.ts';
import { openWindows } from '../browser.ts';
import { desk, phone } from '../screens/screens.ts';
import { until } from './room.ts';

const PASSWORD = 'a lantern for the pier';
/** Stands in everything that a team has but its name. */
const CANARY = 'quillfeather';
// By a name: at an address without one, browsers know no passkeys.
const app = await createTestApp({ settings: { WARDROOM_OPERATOR_HOST: 'localhost' } });
const windows = await openWindows(app);
const at = { baseURL: app.consoleBase, reducedMotion: 'reduce' } as const;

const command = async (name: string, args: object): Promise<Record<string, string>> => {
  const means = { progress: () => {}, signal: new AbortController().signal };
  return (await executeFor(app.app, commands, { command: name, args }, means)) as Record<string, string>;
};

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const secretOn = async (page: Page): Promise<string> =>
  (await page.locator('code').first().innerText()).replaceAll(/\s/g, '');
const nextStep = () => app.clock.advance(30_000);

/** Nothing stands in the way of anybody: in the light, in the dark, and on a phone. */
async function assertOpenToAll(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(desk);
  assert.deepEqual(await barriersIn(page, 'all'), [], page.url());
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await barriersIn(page, 'colours'), [], `${page.url()} in the dark`);
  await page.setViewportSize(phone);
  assert.deepEqual(await barriersIn(page, 'layout'), [], `${page.url()} on a phone`);
  const { overflow } = (await page.evaluate('({ overflow: document.documentElement.scrollWidth - innerWidth })')) as {
    overflow: number;
  };
  assert.ok(overflow <= 0, `${page.url()} is wider than a phone by ${overflow}`);
  await page.setViewportSize(desk);
}

/** A team with the word in everything that it can hold. */
async function fillTeam(): Promise<{ cookie: { name: string; value: string; url: string } }> {
  const slug = `${CANARY}-slug`;
  const owner = { ownerName: `Ada ${CANARY}`, ownerEmail: `${CANARY}@harbour.example`, password: PASSWORD };
  await command('setup', { team: 'Kestrel Harbour', slug, ...owner });
  const { secret = '' } = await command('token create', {
    team: slug,
    member: CANARY,
    name: CANARY,
    scopes: SCOPE_NAMES,
  });
  const as: Caller = app.call(secret);
  const done = async (answered: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answered;
    assert.ok(status < 300, JSON.stringify(body));
    // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
    return body as any;
  };
  const channel = await done(as.post('/v1/channels', { name: `${CANARY}-ops`, kind: 'public' }));
  await done(as.patch(`/v1/channels/${channel.id}`, { topic: `topic ${CANARY}`, purpose: `purpose ${CANARY}` }));
  const metadata = `filename ${Buffer.from(`${CANARY}.txt`).toString('base64')}`;
  const upload = { 'upload-length': '5', 'upload-metadata': metadata, 'tus-resumable': '1.0.0' };
  const { headers } = await as.post('/v1/uploads', undefined, upload);
  const address = headers.get('location') ?? '';
  const piece = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'tus-resumable': '1.0.0' };
  await done(as.patch(address, 'hello', piece));
  const text = `The ${CANARY} is in the harbour.`;
  const files = [address.slice(address.lastIndexOf('/') + 1)];
  await done(as.post(`/v1/channels/${channel.id}/messages`, { clientId: randomUUID(), text, files }));
  await done(as.patch('/v1/me', { title: `Chief ${CANARY}` }));
  await done(as.post('/v1/invitations', { role: 'member', email: `new-${CANARY}@harbour.example` }));
  await done(as.put(`/v1/emoji/${CANARY}`, { aliasOf: 'ship' }));
  const device = await fetch(`${app.base}/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app.base },
    body: JSON.stringify({ team: slug, email: owner.ownerEmail, password: PASSWORD }),
  });
  const [name = '', value = ''] = (device.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  return { cookie: { name, value, url: app.base } };
}

let secret = '';

test('an operator enrols by the link of the command, and nothing is open before the last step', async () => {
  const { link = '' } = await command('operator add', { name: 'ada' });
  assert.ok(link.startsWith(`${app.consoleBase}/enrol#wrol_`));
  const page = await (await windows.device(at)).open(link.slice(app.consoleBase.length));
  await heading(page, 'Enrol as ada');
  await assertOpenToAll(page);
  await fill(page, 'Password', 'qwertyuiop123');
  await press(page, 'Go on');
  await page.getByText('The password is easy to guess.').waitFor();
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Go on');
  await heading(page, 'Add an authenticator app');
  await assertOpenToAll(page);
  await page.goto(`${app.consoleBase}/teams`);
  await heading(page, 'Add an authenticator app');
  secret = await secretOn(page);
  await fill(page, 'Code of the app', codeAt(secret, app.clock.now));
  await press(page, 'Add the app');
  await heading(page, 'Keep these recovery codes');
  await assertOpenToAll(page);
  const [first = ''] = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
  await fill(page, 'Type one of them back', first);
  await press(page, 'Go to the console');
  await heading(page, 'The deployment');
  const again = await (await windows.device(at)).open(link.slice(app.consoleBase.length));
  await heading(again, 'This link does not work any more');
  nextStep();
});

test('a password alone leads to the second step; with a code one is in', async () => {
  const page = await (await windows.device(at)).open('/');
  await heading(page, 'Sign in to the console');
  await assertOpenToAll(page);
  await fill(page, 'Name', 'not a name!');
  await fill(page, 'Password', 'wrong wrong wrong');
  await press(page, 'Go on');
  await page.getByText('Use lower-case letters, digits').waitFor();
  await fill(page, 'Name', 'Ada');
  await press(page, 'Go on');
  await page.getByRole('alert').getByText('is not right').waitFor();
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Go on');
  await heading(page, 'Type the code of your app');
  await assertOpenToAll(page);
  await page.goto(`${app.consoleBase}/teams`);
  await heading(page, 'Type the code of your app');
  await press(page, 'The app is not at hand');
  await heading(page, 'Use a recovery code');
  await assertOpenToAll(page);
  await press(page, 'Use the app');
  await fill(page, 'Code of the app', codeAt(secret, app.clock.now));
  await press(page, 'Sign in');
  await heading(page, 'The deployment');
  nextStep();
});

/**
 * Until what is called so has the focus: a field by its label, anything else by its text. Asked from here: to ask again
 * and again by itself, the page would have to evaluate text, which its content policy forbids.
 */
async function hasFocus(page: Page, name: string): Promise<void> {
  const named = '[...(document.activeElement.labels ?? [])].map((label) => label.textContent).join()';
  await until(async () => assert.equal(await page.evaluate(`${named} || document.activeElement.textContent`), name));
}

/** Signed in, on a device of its own. */
async function signedIn(): Promise<Page> {
  const page = await (await windows.device(at)).open('/signin');
  await fill(page, 'Name', 'ada');
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Go on');
  await fill(page, 'Code of the app', codeAt(secret, app.clock.now));
  await press(page, 'Sign in');
  await heading(page, 'The deployment');
  nextStep();
  return page;
}

test('a team is seen by id, name and size, and no route or page shows a word of what it writes', async () => {
  const { cookie } = await fillTeam();
  const page = await signedIn();
  const answers: string[] = [];
  page.on('response', (response) => {
    // A document's own text is looked at below; what has ended with the page gives none.
    if (response.url().includes('/v1/'))
      void response.text().then(
        (text) => answers.push(text),
        () => {},
      );
  });
  const area = page.getByRole('navigation', { name: 'Console' });
  for (const [link, name, awaited] of [
    ['Deployment', 'The deployment', 'What was measured'],
    ['Teams', 'Teams', 'Kestrel Harbour'],
    ['Operators', 'Operators', 'With a second factor'],
    ['Your sign-in', 'Your sign-in', 'signed in with the app'],
  ] as const) {
    await area.getByRole('link', { name: link }).click();
    await heading(page, name);
    await page.getByText(awaited).first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.doesNotMatch(await page.content(), new RegExp(CANARY, 'i'), name);
    await assertOpenToAll(page);
    if (link !== 'Teams') continue;
    const row = page.getByRole('row', { name: /Kestrel Harbour/ });
    assert.match(await row.innerText(), /T[0-9A-Z]{26}\s+1\s+5 bytes/);
  }
  assert.ok(answers.length >= 7);
  assert.doesNotMatch(answers.join('\n'), new RegExp(CANARY, 'i'));
  const value = (await page.context().cookies(app.consoleBase)).find(({ name }) => name === 'wardroom-operator')?.value;
  for (const { method, path } of app.app.consoleRoutes.filter((route) => route.method === 'GET')) {
    const headers = { cookie: `wardroom-operator=${value}`, origin: app.consoleBase };
    const answer = await fetch(app.consoleBase + path, { method, headers });
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(await answer.text(), new RegExp(CANARY, 'i'), path);
  }

  const member = await windows.device(at);
  await member.context.addCookies([cookie]);
  await heading(await member.open('/teams'), 'Sign in to the console');
});

test('a password that is refused after the proof says so, and one that is changed as well', async () => {
  const page = await signedIn();
  await page.goto(`${app.consoleBase}/security`);
  app.clock.advance(11 * MINUTE_MS);
  const code = page.getByLabel('Code of the app', { exact: true });
  await fill(page, 'New password', 'qwertyuiop123');
  await press(page, 'Change the password');
  await hasFocus(page, 'Code of the app');
  await press(page, 'Leave it');
  await page.getByText('Nothing was changed.').waitFor();
  await hasFocus(page, 'New password');
  await press(page, 'Change the password');
  await code.fill(codeAt(secret, app.clock.now));
  await press(page, 'Go on');
  await page.getByText('The password is easy to guess.').waitFor();
  await hasFocus(page, 'New password');
  app.clock.advance(11 * MINUTE_MS);
  await fill(page, 'New password', PASSWORD);
  await press(page, 'Change the password');
  await code.fill(codeAt(secret, app.clock.now));
  await press(page, 'Go on');
  await page.getByText('The password is changed, and your other sign-ins have ended.').waitFor();
  assert.equal(await page.getByLabel('New password', { exact: true }).inputValue(), '');
  await hasFocus(page, 'New password');
  nextStep();
});

test('a passkey is added, finishes a sign-in, stands in for a code, and is removed', async () => {
  const page = await signedIn();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const kind = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true, ...kind },
  });
  await page.goto(`${app.consoleBase}/security`);
  await fill(page, 'Name of the new passkey', 'Ring');
  await press(page, 'Add a passkey');
  const row = page.getByRole('row', { name: /Ring/ });
  await row.getByText('on one device alone').waitFor();
  await hasFocus(page, 'Name of the new passkey');
  await assertOpenToAll(page);
  await press(page, 'Sign out');
  await fill(page, 'Name', 'ada');
  await fill(page, 'Password', PASSWORD);
  await press(page, 'Go on');
  await heading(page, 'Use your passkey');
  await assertOpenToAll(page);
  await press(page, 'Use the passkey');
  await heading(page, 'The deployment');
  await page.goto(`${app.consoleBase}/security`);
  await page.getByText('signed in with a passkey').first().waitFor();
  app.clock.advance(11 * MINUTE_MS);
  await press(page, 'Remove Ring');
  await press(page, 'By a passkey');
  await hasFocus(page, 'Use a passkey');
  await assertOpenToAll(page);
  await press(page, 'Use a passkey');
  await row.waitFor({ state: 'detached' });
  await hasFocus(page, 'Passkeys');
});

test('the own sign-in is changed after one more code; other sign-ins are seen and ended', async () => {
  const [page, other] = [await signedIn(), await signedIn()];
  await page.goto(`${app.consoleBase}/security`);
  await page.getByText('recovery codes').or(page.getByText('10 left')).first().waitFor();
  app.clock.advance(11 * MINUTE_MS);
  await press(page, 'Make new ones');
  await page.getByText('Show once more that it is you.').waitFor();
  await assertOpenToAll(page);
  await fill(page, 'Code of the app', codeAt(secret, app.clock.now));
  await press(page, 'Go on');
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  await assertOpenToAll(page);
  await hasFocus(page, 'Type one of them back');
  await fill(page, 'Type one of them back', await codes.first().innerText());
  await press(page, 'They are kept');
  await page.getByText('The new codes count from now on.').first().waitFor();
  await page.getByText('10 left').waitFor();
  await hasFocus(page, 'Make new ones');
  nextStep();
  await press(page, 'End all but this one');
  await page.getByRole('button', { name: 'End all but this one' }).waitFor({ state: 'detached' });
  await hasFocus(page, 'Where you are signed in');
  await press(other, 'Sign out');
  await other.getByText('Your sign-in has ended').waitFor();

  await press(page, 'Sign out');
  await page.getByText('You are signed out.').waitFor();
  await page.goto(`${app.consoleBase}/teams`);
  await heading(page, 'Sign in to the console');
});
