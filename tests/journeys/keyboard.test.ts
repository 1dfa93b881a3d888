/** The whole workspace by keys alone: every screen is reached and its main act done, and the focus is never lost. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { root } from '../source.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const other = await app.addTestMember(team);
const asOwner = app.call(team.owner.token);
const { channels } = (await asOwner.get('/v1/me/channels')).body;
const general = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel.id as string;
const { status } = await app
  .call(other.token)
  .post(`/v1/channels/${general}/messages`, { clientId: randomUUID(), text: 'Is the lamp lit?' });
assert.equal(status, 201);
const page = await (await windows.signedIn(team.owner, { reducedMotion: 'reduce' })).open(`/t/${team.slug}`);
await page.getByRole('textbox', { name: /^Message / }).waitFor();

interface Focus {
  /** What is read of it; empty where the focus is nowhere. */
  readonly name: string;
  /** Why it cannot be seen. */
  readonly fault?: string;
  readonly isInMain: boolean;
}

/** What has the focus, and whether one sees that it does: in sight, under nothing, with a caret or an outline. */
const look = `(() => {
  const has = document.activeElement;
  if (!has || has === document.body) return { name: '', fault: 'the focus is nowhere', isInMain: false };
  const words = has.ariaLabel || has.labels?.[0]?.textContent || has.textContent || has.title || has.tagName;
  const name = words.trim().replace(/\\s+/g, ' ').slice(0, 80);
  const shown = (/^(file|radio|checkbox)$/.test(has.type) && has.closest('label')) || has;
  const { left, top, width, height } = shown.getBoundingClientRect();
  const middle = (from, length, most) => Math.max(from, 0) + Math.min(length, most) / 2;
  const hit = document.elementFromPoint(middle(left, width, innerWidth), middle(top, height, innerHeight));
  const outline = [has, has.parentElement, has.parentElement?.parentElement, shown].some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one ?? has);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
  // What was just done is told over the foot of the window, for some seconds.
  const isTold = hit?.closest('[aria-label="Just done"]') != null;
  const inSight = isTold || (hit !== null && (shown.contains(hit) || hit.contains(shown)));
  const hasCaret = has.matches('textarea,input:not([type=checkbox],[type=radio],[type=file],[type=range])');
  // What is chosen of a menu lies on a colour of its own; a heading is read and not pressed.
  const isMarked = outline || hasCaret || has.matches('[role^=menuitem],h1,h2');
  const fault = !inSight ? 'is not in sight' : isMarked ? undefined : 'has no outline';
  return { name, fault, isInMain: has.closest('main') !== null };
})()`;
const focus = async (): Promise<Focus> => (await page.evaluate(look)) as Focus;

/** Presses the keys one after the other; afterwards something has the focus. */
async function keys(...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
  await hasFocus(/./);
}

/** Waits until what has this name has the focus, and one sees it. */
async function hasFocus(name: RegExp): Promise<void> {
  let last: Focus | undefined;
  for (let tries = 0; tries < 200; tries++) {
    last = await focus();
    if (name.test(last.name) && last.fault === undefined) return;
    await page.waitForTimeout(25);
  }
  assert.fail(`${name} has no focus that one sees, but “${last?.name}”: ${last?.fault}`);
}

/** Goes on by Tab until there; on the way every stop is seen. */
async function tabTo(name: RegExp, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press(key);
    const at = await focus();
    if (at.name !== '' && at.fault !== undefined) assert.fail(`“${at.name}” ${at.fault}`);
    if (name.test(at.name)) return;
  }
  assert.fail(`Tab does not lead to ${name}`);
}

const type = (text: string): Promise<void> => page.keyboard.type(text);
const isAt = (path: string): Promise<void> => page.waitForURL(`${app.base}/t/${team.slug}${path}`);
const sees = (words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor();
async function goTo(name: string, path: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await hasFocus(/^Find or jump to/);
  await type(name);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
  await isAt(path);
}

const source = readFileSync(join(root, 'web/shell/switcher/commands.ts'), 'utf8');
const commands = [...source.matchAll(/path: '([^']+)',\s*name: '([^']+)'/g)];
assert.ok(commands.length > 18, 'the commands are read');

for (const [, path = '', name = ''] of commands) {
  test(`${name} is reached by its name, names itself, and Tab goes through it and out of it`, async () => {
    await goTo(name, path);
    await page.getByRole('heading', { level: 1, name: /^(?!Opening)/ }).waitFor();
    await page.waitForLoadState('networkidle');
    await hasFocus(/./);
    const heading = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    const title = await page.title();
    assert.ok(title.includes(heading), `“${title}” names “${heading}”`);
    const faults: string[] = [];
    let hasLeft = false;
    for (let stops = 0; stops < 150 && !hasLeft; stops++) {
      await page.keyboard.press('Tab');
      const at = await focus();
      hasLeft = !at.isInMain;
      if (at.isInMain && at.fault !== undefined) faults.push(`${at.name}: ${at.fault}`);
    }
    assert.deepEqual(faults, []);
    assert.ok(hasLeft, 'Tab leaves the screen');
  });
}

test('a message is sent, changed, answered and reacted to', async () => {
  await page.keyboard.press('Alt+ArrowDown');
  await isAt(`/c/${general}`);
  await hasFocus(/^Message/);
  await type('It is');
  await keys('Enter');
  await hasFocus(/^Message/);
  await page.getByRole('article').filter({ hasText: 'It is' }).waitFor();
  // It can be edited once the log has told of it.
  for (let tries = 0; !(await focus()).name.startsWith('Edit'); tries++) {
    assert.ok(tries < 200, 'Up begins to edit');
    await page.keyboard.press('ArrowUp');
    await page.waitForTimeout(25);
  }
  await type(' lit');
  await keys('Enter');
  await hasFocus(/^Message/);
  await sees('It is lit');
  await tabTo(/It is lit/, 'Shift+Tab');
  await keys('ArrowUp');
  await hasFocus(/Is the lamp lit/);
  await page.keyboard.press('r');
  await hasFocus(/^Search emoji/);
  await type('tada');
  await page.getByRole('region', { name: 'Emoji' }).getByRole('button').first().waitFor();
  await keys('Enter');
  await hasFocus(/Is the lamp lit/);
  await page.getByRole('button', { name: /^tada, 1/ }).waitFor();
  await page.keyboard.press('Enter');
  await hasFocus(/^Reply/);
  await type('Since noon');
  await keys('Enter');
  await hasFocus(/^Reply/);
  await page.getByRole('region', { name: 'Replies' }).getByText('Since noon').waitFor();
  await keys('Escape', 'Escape');
  await hasFocus(/Is the lamp lit/);
});

test('the menu of a message: saved, and a reminder set', async () => {
  await page.keyboard.press('Shift+F10');
  await hasFocus(/^Reply in thread/);
  await type('save');
  await hasFocus(/^Save for later/);
  await keys('Enter');
  await hasFocus(/Is the lamp lit/);
  await page.keyboard.press('Shift+F10');
  await hasFocus(/^Reply in thread/);
  for (let steps = 0; !(await focus()).name.startsWith('Remind me'); steps++) {
    assert.ok(steps < 30, 'the menu has no reminder');
    await keys('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Remind me' }).waitFor();
  await hasFocus(/^A note/);
  await tabTo(/^Set reminder/);
  await keys('Enter');
  await hasFocus(/Is the lamp lit/);
});

test('a message is scheduled, and searched for and opened', async () => {
  await tabTo(/^Message/);
  await type('Good morning');
  await tabTo(/^Send later/);
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: 'Send later' }).waitFor();
  await hasFocus(/\d\d:\d\d/);
  await keys('Enter');
  const planned = async () => (await asOwner.get('/v1/me/scheduled-messages')).body.scheduled.length;
  for (let tries = 0; (await planned()) === 0; tries++) assert.ok(tries < 500, 'it is scheduled');
  await page.keyboard.press('Control+Shift+f');
  await hasFocus(/^Words, /);
  await type('lamp');
  await keys('Enter');
  await page.getByRole('list', { name: /finds/ }).getByRole('article').first().waitFor();
  await tabTo(/^Open/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/m/*');
  await hasFocus(/./);
});

test('a status is set, and a preference changed', async () => {
  await tabTo(/Set a status/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await hasFocus(/^What is it/);
  await type('At the lamp');
  await keys('Enter');
  await hasFocus(/Set a status.*At the lamp/);
  await goTo('Appearance', '/me/appearance');
  await tabTo(/^As the system/);
  await page.keyboard.press('ArrowDown');
  await hasFocus(/^Light/);
  assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'light');
});

test('somebody is invited, and a role changed', async () => {
  await goTo('Invitations', '/admin/invitations');
  await tabTo(/^Invite$/);
  await page.keyboard.press('Enter');
  await hasFocus(/^E-mail/);
  await tabTo(/^Make a link/);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Link of the invitation' }).waitFor();
  await tabTo(/^Done/);
  await keys('Enter');
  await hasFocus(/^Invite$/);
  await goTo('Members and roles', '/admin/members');
  await tabTo(new RegExp(`^Actions for ${other.row.name}`));
  await page.keyboard.press('Enter');
  await hasFocus(/^Show profile/);
  await type('ch');
  await hasFocus(/^Change role/);
  await page.keyboard.press('Enter');
  await hasFocus(/^Member/);
  await page.keyboard.press('ArrowUp');
  await tabTo(/^Change role/);
  await keys('Enter');
  await hasFocus(new RegExp(`^Actions for ${other.row.name}`));
  await page.getByRole('cell', { name: 'Admin', exact: true }).waitFor();
});

test('a group is made, an emoji uploaded, and the log verified', async () => {
  await goTo('User groups', '/admin/groups');
  await tabTo(/^New group/);
  await page.keyboard.press('Enter');
  await hasFocus(/^Short name/);
  await type('watch');
  await tabTo(/^Name/);
  await type('The watch');
  await tabTo(/^Make group|^Create|^Keep|^New group/);
  await keys('Enter');
  await hasFocus(/^New group/);
  await sees('@watch');
  await goTo('Custom emoji', '/admin/emoji');
  await tabTo(/^Name of a new emoji/);
  await type('lamp-post');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await (await chooser).setFiles({ name: 'lamp.png', mimeType: 'image/png', buffer: picture });
  await sees(':lamp-post:');
  await hasFocus(/./);
  await goTo('Audit log', '/admin/audit');
  await tabTo(/^Verify now/);
  await page.keyboard.press('Enter');
  await page.getByText('Proven.', { exact: true }).waitFor();
  await hasFocus(/^Verify/);
});

test('the ring goes round the parts of the window, both ways', async () => {
  await goTo('general', `/c/${general}`);
  await hasFocus(/^Message/);
  const stops: string[] = [];
  const part = "document.activeElement?.closest('[data-ring]')?.ariaLabel ?? ''";
  for (let step = 0; step < 4; step++) {
    await keys('F6');
    stops.push(await page.evaluate(part));
  }
  assert.deepEqual(
    stops.map((stop) => stop.split(' ')[0]),
    ['Areas', 'Conversations', 'Messages', 'Message'],
  );
  await keys('Shift+F6');
  assert.match(await page.evaluate(part), /^Messages in/);
});
