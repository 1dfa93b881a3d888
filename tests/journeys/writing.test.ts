import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { borrowTestApp, type TestMember, type TestTeam } from '../app.ts';
import { openWindows } from '../browser.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);

interface Written {
  readonly page: Page;
  readonly field: Locator;
  readonly team: TestTeam;
  readonly other: TestMember;
  readonly channel: string;
  /** The texts in the channel as the server has them, the newest last. */
  texts(): Promise<string[]>;
}

/** Somebody looks at the general channel, in which another member is too. */
async function begun({ others = 1 } = {}): Promise<Written> {
  const team = await app.createTestTeam();
  const members: TestMember[] = [];
  for (let at = 0; at < others; at++) members.push(await app.addTestMember(team));
  const { channels } = (await app.call(team.owner.token).get('/v1/me/channels')).body;
  const channel = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel.id;
  const device = await windows.signedIn(team.owner);
  const page = await device.open(`/t/${team.slug}/c/${channel}`);
  const field = fieldOf(page);
  await field.waitFor();
  const texts = async (): Promise<string[]> => {
    const { body } = await app.call(team.owner.token).get(`/v1/channels/${channel}/messages`);
    return body.messages.filter(({ note }: { note?: object }) => !note).map(({ text }: { text: string }) => text);
  };
  return { page, field, team, other: members[0]!, channel, texts };
}

const fieldOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Message / });
const row = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });

interface Copied {
  readonly text?: string;
  readonly file?: { readonly name: string; readonly type: string; readonly content: string };
}

/** As the browser hands over what was copied. */
async function paste(field: Locator, copied: Copied): Promise<void> {
  await field.focus();
  await field.page().evaluate(`{
    const { text, file } = ${JSON.stringify(copied)};
    const clipboardData = new DataTransfer();
    if (text !== undefined) clipboardData.setData('text/plain', text);
    if (file) clipboardData.items.add(new File([file.content], file.name, { type: file.type }));
    const pasted = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(pasted);
  }`);
}

test('a member is named by the keyboard alone, and the message goes with the focus kept', async () => {
  const { page, field, other, texts } = await begun();
  await field.pressSequentially(`Hello @${other.row.handle.slice(0, 1)}`);
  const list = page.getByRole('listbox', { name: 'People to name' });
  await list.getByRole('option', { name: other.row.handle }).waitFor();
  const chosen = list.getByRole('option', { selected: true, name: other.row.handle });
  for (let steps = 0; (await chosen.count()) === 0; steps++) {
    assert.ok(steps < 30, 'the arrows do not reach the name');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Tab');
  assert.equal(await field.inputValue(), `Hello @${other.row.handle} `);
  await field.pressSequentially('look');
  await page.keyboard.press('Shift+Enter');
  await field.pressSequentially('here');
  await page.keyboard.press('Enter');
  await row(page, 'look').waitFor();
  assert.equal(await field.inputValue(), '');
  assert.match(String(await page.evaluate('document.activeElement.ariaLabel')), /^Message /);
  await row(page, `@${other.row.name}`).waitFor();
  await until(async () => assert.deepEqual(await texts(), [`Hello <@${other.id}> look\nhere`]));
});

test('Up edits the last message of one’s own, Esc leaves it, Enter keeps the change', async () => {
  const { page, field, other, texts } = await begun();
  await field.fill(`First for @${other.row.handle} there`);
  await page.keyboard.press('Enter');
  await row(page, 'First').waitFor();
  const editor = page.getByRole('textbox', { name: 'Edit your message' });
  // It can be edited once the log has told of it.
  await until(async () => {
    await page.keyboard.press('ArrowUp');
    assert.equal(await editor.count(), 1);
  });
  assert.equal(await editor.inputValue(), `First for @${other.row.handle} there`);
  await editor.pressSequentially(' changed');
  await page.keyboard.press('Escape');
  await editor.waitFor({ state: 'detached' });
  assert.deepEqual(await texts(), [`First for <@${other.id}> there`]);
  await field.focus();
  await page.keyboard.press('ArrowUp');
  await editor.pressSequentially(' again');
  await page.keyboard.press('Enter');
  await row(page, 'again').waitFor();
  await until(async () => assert.deepEqual(await texts(), [`First for <@${other.id}> there again`]));
});

test('what is written survives a reload, with the caret, and is gone once it is sent', async () => {
  const { page, field, texts } = await begun();
  await field.pressSequentially('Not yet finished');
  await page.keyboard.press('Home');
  await field.pressSequentially('> ');
  await page.getByText('Draft saved on this device').waitFor();
  await page.reload();
  await field.waitFor();
  await until(async () => assert.equal(await field.inputValue(), '> Not yet finished'));
  await field.pressSequentially('!');
  assert.equal(await field.inputValue(), '> !Not yet finished');
  await page.keyboard.press('Control+Enter');
  await until(async () => assert.deepEqual(await texts(), ['> !Not yet finished']));
  await page.reload();
  await row(page, 'Not yet finished').waitFor();
  assert.equal(await field.inputValue(), '');
});

test('the page left with the last key: what is written is there again, and what was sent is sent, once', async () => {
  const { page, field, texts } = await begun();
  await field.fill('Not');
  await page.getByText('Draft saved on this device').waitFor();
  for (const text of ['Not ye', 'Not yet fin', 'Not yet finished']) {
    await field.fill(text);
    await page.reload();
    await until(async () => assert.equal(await field.inputValue(), text));
  }
  await page.keyboard.press('Control+Enter');
  await page.reload();
  await until(async () => assert.deepEqual(await texts(), ['Not yet finished']));
  assert.equal(await field.inputValue(), '');
});

test('a pasted file is sent without words; one for which there is no room is refused in words', async () => {
  const { page, field, team, channel } = await begun();
  const tray = page.getByRole('list', { name: 'Files to send' });
  await paste(field, { file: { name: 'notes.txt', type: 'text/plain', content: 'high water' } });
  await tray.getByText('10 bytes', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await row(page, 'notes.txt').waitFor();
  await tray.waitFor({ state: 'detached' });
  await until(async () => {
    const { body } = await app.call(team.owner.token).get(`/v1/channels/${channel}/messages`);
    assert.deepEqual(
      body.messages.at(-1).files.map(({ name }: { name: string }) => name),
      ['notes.txt'],
    );
  });
  await app.call(team.owner.token).put('/v1/files/allowance', { teamBytes: 1_000, memberBytes: 1_000 });
  await paste(field, { file: { name: 'tides.csv', type: 'text/csv', content: 'x'.repeat(2_000) } });
  await page.getByText('There is no room for “tides.csv” (2 KB)').waitFor();
  assert.equal(await tray.count(), 0);
});

test('hostile texts: too long, unseen, and too many people called', async () => {
  const { page, field, texts } = await begun({ others: 22 });
  await field.fill('\u0301\u0301\u200b');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing of this can be seen').waitFor();
  await field.fill('x'.repeat(40_001));
  await page.getByText('1 characters too many').waitFor();
  await page.keyboard.press('Enter');
  await field.fill('');
  await paste(field, { text: 'y'.repeat(100_000) });
  await page.getByRole('button', { name: 'Attach as a text file' }).click();
  await page.getByRole('list', { name: 'Files to send' }).getByText('pasted.txt').waitFor();
  await page.getByRole('button', { name: /(Cancel|Remove) pasted\.txt/ }).click();
  await field.fill('@channel the tide');
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Tell 22 people?' });
  await question.waitFor();
  assert.deepEqual(await texts(), []);
  await question.getByRole('button', { name: 'Go on writing' }).click();
  assert.equal(await field.inputValue(), '@channel the tide');
  await field.focus();
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Send it' }).click();
  await until(async () => assert.deepEqual(await texts(), ['<!channel> the tide']));
});

test('a message is scheduled, changed and taken back, and its text is a draft again', async () => {
  const { page, field, team } = await begun();
  const scheduled = async () => (await app.call(team.owner.token).get('/v1/me/scheduled-messages')).body.scheduled;
  await field.fill('Good morning');
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'Tomorrow at 9:00' }).click();
  await until(async () => assert.equal(await field.inputValue(), ''));
  assert.match((await scheduled())[0].local, /T09:00/);
  await page.goto(`${app.base}/t/${team.slug}/drafts`);
  await page.getByRole('tab', { name: /Scheduled/ }).click();
  await page.getByRole('button', { name: 'Change time' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the time' });
  const wall = dialog.getByLabel('Date and time');
  const [day = ''] = (await wall.inputValue()).split('T');
  await wall.fill('2020-01-01T10:00');
  await dialog.getByText('This is in the past').waitFor();
  await wall.fill(`${day}T10:30`);
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await until(async () => assert.match((await scheduled())[0].local, /T10:30/));
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await page.getByRole('button', { name: 'Cancel the message' }).click();
  await page.getByText('Nothing is scheduled').waitFor();
  assert.deepEqual(await scheduled(), []);
  await page.getByRole('tab', { name: /Drafts/ }).click();
  await page.getByText('Good morning').waitFor();
  await page.getByRole('link', { name: 'Go on writing' }).click();
  await until(async () => assert.equal(await fieldOf(page).inputValue(), 'Good morning'));
});

test('a reminder is set in one’s own words, and removed', async () => {
  const { page, team } = await begun();
  await page.goto(`${app.base}/t/${team.slug}/saved`);
  await page.getByText('Nothing to do here').waitFor();
  await page.getByRole('tab', { name: /Reminders/ }).click();
  await page.getByRole('button', { name: 'New reminder' }).click();
  await page.getByRole('dialog', { name: 'Remind me' }).getByLabel('Of what').fill('Check the tide');
  await page.getByRole('button', { name: 'Set reminder' }).click();
  await page.getByText('Check the tide').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No reminders').waitFor();
});

/** Looks until it holds; the last failure is told. */
async function until(holds: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await holds();
    } catch (fault) {
      if (tries === 100) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
