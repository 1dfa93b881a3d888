/** A stranger reports a weakness in a browser, comes back and is answered: with the form's script, and without. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import { DAY_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { borrowTestApp } from '../app.ts';
import { barriersIn } from '../axe.ts';
import { openWindows } from '../browser.ts';
import { lostIn } from '../forced-colors.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const base = `/t/${team.slug}`;
const owner = app.call((await app.signIn(team.owner)).value);
const done = ({ status, body }: Awaited<ReturnType<typeof owner.get>>) => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};
done(await owner.put('/v1/desk/policy', { after: 0, policy: proposedPolicy('security@kestrel.example') }));
done(await owner.post('/v1/desk/keys', {}));
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));

const WORD = 'quokka';
async function fill(page: Page): Promise<void> {
  await page.getByLabel('What is affected?').fill('Server 4.2');
  await page.getByLabel('What can somebody do, in one sentence?').fill('A guest reads drafts');
  await page.getByLabel('Steps, and what they show').fill(`1. Be a guest\n2. Look for the ${WORD}`);
}

const attach = (page: Page) =>
  page.getByLabel('Files').setInputFiles({ name: 'poc.txt', mimeType: 'text/plain', buffer: Buffer.from('the steps') });

/** What the reporter is to keep. */
async function keepsOf(page: Page): Promise<{ name: string; passphrase: string }> {
  await page.getByRole('heading', { name: 'We have your report' }).waitFor();
  const text = (of: string) => page.locator(`[data-fill="${of}"]`).innerText();
  const keeps = { name: await text('case'), passphrase: await text('passphrase') };
  assert.match(`${keeps.name} ${keeps.passphrase}`, /^DESK-\d{4} ([0-9a-z]{4}-){6}[0-9a-z]{4}$/);
  assert.match(
    await page.locator('[data-fill="next"]').innerText(),
    /A person answers: by \w{3} \d+ \w{3} \d{4}, .* UTC/,
  );
  return keeps;
}

async function comeBack(page: Page, { name, passphrase }: { name: string; passphrase: string }): Promise<void> {
  await page.getByRole('link', { name: 'Go to your case' }).click();
  assert.equal(await page.getByLabel('Case', { exact: true }).inputValue(), name);
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.getByText(`${name}, received`).waitFor();
}

/** The address of the case for the desk, whose coordinator the owner is from now on. */
async function takeOn(name: string): Promise<string> {
  const { cases } = done(await owner.get('/v1/desk/cases?limit=200'));
  const path = `/v1/desk/cases/${cases.find((one: { name: string }) => one.name === name).id}`;
  done(await owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
  done(await owner.put(`${path}/coordinator`, { coordinator: team.owner.id, reason: 'Mine' }));
  await until('it is read', async () => done(await owner.post(`${path}/openings`)).raw.state === 'read');
  return path;
}

/** Barriers in light and dark, at a desk, on a phone, at 200 % and on the smallest one. */
async function barriers(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
      [720, 450],
      [320, 640],
    ] as const) {
      await page.setViewportSize({ width, height });
      const wrong = await barriersIn(page, 'all');
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong.push('it scrolls sideways');
      found.push(...wrong.map((one) => `${name} ${colorScheme} ${width}: ${one}`));
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return [...found, ...(await lostIn(page))];
}

test('with its script the form encrypts, keeps a draft, and the reporter comes back to a conversation', async () => {
  const { context, open } = await windows.device();
  const page = await open('about:blank');
  // A device whose clock is behind: the key seems to be of tomorrow.
  await page.clock.setFixedTime(Date.now() - DAY_MS);
  await page.goto(`${app.base}${base}/security`);
  await page.getByRole('link', { name: 'Report a weakness' }).click();
  await page.getByText('Encrypted in this browser before it is sent').waitFor();
  await fill(page);
  await page.getByText('Remove the draft from this device').waitFor();
  await page.reload();
  await until('the draft is back', async () => (await page.getByLabel('Steps,').inputValue()).includes(WORD));
  await page.getByLabel('What can somebody do, in one sentence?').fill('A guest reads the drafts of others');
  await page.reload();
  await until('the last key too', async () =>
    (await page.getByLabel('What can somebody do, in one sentence?').inputValue()).endsWith('of others'),
  );
  await attach(page);
  await page.getByText('poc.txt, 1 KB').waitFor();
  assert.deepEqual(await barriers(page, 'form'), []);
  // The desk is busy at first: the browser waits, says so, and sends again by itself.
  const busy = { status: 429, headers: { 'retry-after': '2' }, body: '{}' };
  await page.route('**/security/report/encrypted', (route) => route.fulfill(busy), { times: 1 });
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Encrypt and send' }).click();
  await page.getByText('It is sent then by itself.').waitFor();
  const body = (await sent).postDataBuffer() ?? Buffer.alloc(0);
  assert.ok(body.length > 200 && (await sent).url().endsWith('/security/report/encrypted'));
  for (const word of [WORD, 'guest', 'steps', 'poc.txt', 'form-data'])
    assert.ok(!body.toString('latin1').includes(word), word);
  const keeps = await keepsOf(page);
  assert.equal(await page.evaluate('localStorage.length'), 0, 'the draft is gone');
  assert.deepEqual(await barriers(page, 'received'), []);
  await comeBack(page, keeps);

  const path = await takeOn(keeps.name);
  done(await owner.post(`${path}/letters`, { text: 'Thank you, we see the same.' }));
  await page.reload();
  await page.getByText('Thank you, we see the same.').waitFor();
  await page.getByText(WORD).waitFor();
  await page.getByLabel('Write to the desk').fill('Good. Here is more.');
  await attach(page);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Good. Here is more.').waitFor();
  await page.getByText('The desk proposes').waitFor();
  assert.deepEqual(await barriers(page, 'case'), []);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('Agreed: nothing is published before').waitFor();
  const opened = done(await owner.post(`${path}/openings`));
  assert.equal(opened.embargo.state, 'active');
  assert.equal(opened.letters.at(-1).text, 'Good. Here is more.');
  assert.equal(opened.reporter, undefined, 'nobody learnt who it is');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save the case as a file' }).click(),
  ]);
  assert.equal(saved.suggestedFilename(), `${keeps.name}.json`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Your case' }).waitFor();
  assert.deepEqual(await barriers(page, 'sign-in'), []);
  assert.deepEqual(await context.cookies(), []);
});

test('without any script the same form says how it travels, and all of it works', async () => {
  const { open } = await windows.device({ javaScriptEnabled: false });
  const page = await open(`${base}/security/report`);
  await page.getByText('Whoever runs that server could read it').waitFor();
  await fill(page);
  await attach(page);
  await page.getByLabel('Nothing should be published before').fill('2099-01-01');
  await page.getByRole('button', { name: 'Send the report' }).click();
  const keeps = await keepsOf(page);
  await comeBack(page, keeps);
  const path = await takeOn(keeps.name);
  done(await owner.post(`${path}/letters`, { text: 'We have it.' }));
  await page.reload();
  await page.getByText('We have it.').waitFor();
  await page.getByText('Say that it is public').click();
  await page.getByLabel('The weakness is public.').check();
  await page.getByLabel('Where it can be seen').fill('https://blog.example/it');
  await page.getByRole('button', { name: 'Say so' }).click();
  await page.getByText('The desk works on it before everything').waitFor();
  assert.equal(done(await owner.post(`${path}/openings`)).zeroDay, true);
  await page.getByText('Take the report back').click();
  await page.getByLabel('Why', { exact: true }).fill('It was my own proxy.');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('You took this report back.').waitFor();
  const opened = done(await owner.post(`${path}/openings`));
  assert.ok(opened.withdrawnAt !== undefined && opened.letters.at(-1).text === 'It was my own proxy.');
  await page.getByRole('button', { name: 'I stand by it again' }).click();
  await page.getByText('Take the report back').waitFor();
});
