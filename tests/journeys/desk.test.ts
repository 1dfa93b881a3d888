/** A report from the inbox to the lane for zero days, by the keyboard, in real windows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { publicId } from '#contract/ids.ts';
import { openReport, writeAsReporter } from '#desk/cases/cases.ts';
import { until } from '#platform/testing/waiting.ts';
import { borrowTestApp } from '../app.ts';
import { openWindows } from '../browser.ts';
import { leftBehind } from '../left-behind.ts';

const app = await borrowTestApp();
const windows = await openWindows(app);
const team = await app.createTestTeam();
const ada = await app.addTestMember(team);
const outsider = await app.addTestMember(team);
const asOwner = app.call(team.owner.token);
const asAda = app.call(ada.token);
const title = 'Heliotrope exports name other guests';
const text = 'The vermilion export holds the names of all guests';
const { id, name } = await app.app.units.open({ team: team.id }, (work) =>
  openReport(work, team.id, { raw: Buffer.from(text), source: 'web', understood: { title, text } }),
);
const path = `/v1/desk/cases/${publicId('N', id)}`;
const opened = async () => (await asAda.post(`${path}/openings`)).body;
const device = await windows.signedIn(ada);
const page = await device.open(`/t/${team.slug}/me/security`);
after(() => device.context.close());

const dialog = page.getByRole('dialog');
const conversation = page.getByRole('region', { name: 'Conversation with the reporter' });
const work = page.getByRole('complementary', { name: 'Work on the case' });
const gone = () => dialog.waitFor({ state: 'detached' });
const field = (label: string) => dialog.getByRole('textbox', { name: label, exact: true });
/** As somebody who has no mouse. */
const press = async (what: Locator): Promise<void> => {
  await what.focus();
  await page.keyboard.press('Enter');
};
const pressIn = (name: string | RegExp): Promise<void> =>
  press(work.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }));
const confirm = async (name: string): Promise<void> => {
  await press(dialog.getByRole('button', { name, exact: true }));
  await gone();
};
const choose = async (group: RegExp, value: string): Promise<void> => {
  await dialog.getByRole('group', { name: group }).getByRole('radio', { name: value, exact: true }).focus();
  await page.keyboard.press('Space');
};
const key = async (letter: string): Promise<void> => {
  await conversation.focus();
  await page.keyboard.press(letter);
};
const focused = (of: Page): Promise<string> =>
  of.evaluate(`document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''`);

test('the desk is in the rail of who works there, with what calls for an answer, and of nobody else', async () => {
  await page.getByRole('switch', { name: 'Keep offline on this device' }).click();
  await page.getByRole('switch', { name: 'Keep offline on this device', checked: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: /^Desk/ }).count(), 0);
  assert.equal((await asOwner.put(`/v1/desk/roster/${ada.id}`, { duty: 'coordinator' })).status, 204);
  await page.reload();
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Desk 1 cases' }).first().waitFor();
  const other = await (await windows.signedIn(outsider)).open(`/t/${team.slug}/desk/inbox`);
  await other.getByText('You do not work at the security desk').waitFor();
  assert.equal(await other.getByRole('link', { name: /^Desk/ }).count(), 0);
});

test('the inbox shows that a case is there, and the case its terms before its first byte', async () => {
  await press(page.getByRole('link', { name: /^Desk/ }).first());
  const group = page.getByRole('region', { name: 'Needs a first reply' });
  await group.getByText('Enter to read').first().waitFor();
  assert.equal(await page.getByText(title).count(), 0);
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  assert.match(await focused(page), new RegExp(name));
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('j');
  assert.match(await focused(page), new RegExp(name));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Enter this case' }).waitFor();
  assert.equal(await page.getByText('vermilion').count(), 0);
  await press(page.getByRole('button', { name: 'Enter the case' }));
  await page.getByText('Accept the terms first.').waitFor();
  await page.getByRole('textbox', { name: 'Why you need to be in it' }).focus();
  await page.keyboard.type('On duty this week');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await press(page.getByRole('button', { name: 'Enter the case' }));
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await conversation.getByText(text).waitFor();
  assert.doesNotMatch(await page.title(), /Heliotrope/);
});

test('the composer says who reads it; an answer goes to the reporter, and a note never does', async () => {
  await page.getByText('To the reporter and the case team').waitFor();
  const reply = page.getByRole('textbox', { name: 'Reply to the reporter' });
  await reply.focus();
  await page.keyboard.type('Thank you, a person has read this');
  await page.reload();
  assert.equal(await reply.inputValue(), 'Thank you, a person has read this');
  await until('A window named by its case', async () => (await page.title()).includes(`${name} · `));
  await reply.focus();
  await page.keyboard.press('Control+Enter');
  await conversation.getByText('Thank you, a person has read this').waitFor();
  await until('An empty field', async () => (await reply.inputValue()) === '');
  assert.equal(await focused(page), 'Reply to the reporter');
  await key('n');
  await page.getByText('Team note: never sent to the reporter').waitFor();
  assert.equal(await focused(page), 'Team note');
  await page.keyboard.type('The cobalt sweep runs too late');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: 'Team notes' }).getByText('The cobalt sweep runs too late').waitFor();
  await press(page.getByRole('button', { name: 'Write to the reporter' }));
  assert.equal(await focused(page), 'Reply to the reporter');
  const { letters, notes } = await opened();
  assert.deepEqual(
    letters.filter(({ by }: { by?: string }) => by === ada.id).map(({ text: of }: { text: string }) => of),
    ['Thank you, a person has read this'],
  );
  assert.equal(notes.length, 1);
});

test('a saved reply is filled in from the case, changed by a person, and goes out with a file', async () => {
  const reply = page.getByRole('textbox', { name: 'Reply to the reporter' });
  await key('a');
  await page.getByRole('menuitem', { name: 'We have it' }).waitFor();
  await page.keyboard.type('we');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'Reply to the reporter');
  assert.match(await reply.inputValue(), new RegExp(`^Hello [^{]+ which we call ${name}, [^{]+$`));
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' And {me}.');
  await page.getByText('The draft is kept on this device alone').waitFor();
  const attached = { name: 'try.sh', mimeType: 'text/plain', buffer: Buffer.from('curl') };
  await page.getByLabel('Attach a file: file').setInputFiles(attached);
  await reply.focus();
  await page.keyboard.press('Control+Enter');
  await conversation.getByText('And {me}.').waitFor();
  await conversation.getByRole('button', { name: 'Save try.sh' }).waitFor();
  await until('No file stays', async () => (await page.getByRole('button', { name: 'Remove try.sh' }).count()) === 0);
});

test('a report is judged, owned, rated by both calculators; a refusal is told where it was asked', async () => {
  await pressIn('It is valid');
  await field('Why').fill('Reproduced on 4.2.1');
  await confirm('It is valid');
  await pressIn('Take it on');
  await press(dialog.getByRole('button', { name: 'Take it on' }));
  await dialog.getByText('only when the case belongs to a coordinator').waitFor();
  await page.keyboard.press('Escape');
  await gone();
  await key('o');
  await field('Why').fill('I know this part');
  await confirm('Take it');
  await key('s');
  for (const metric of ['AV', 'AC', 'AT', 'PR', 'UI'])
    await choose(new RegExp(`\\(${metric}\\)`), first[metric] ?? 'None');
  await dialog.getByText('No score yet').waitFor();
  for (const metric of ['VI', 'VA', 'SC', 'SI', 'SA']) await choose(new RegExp(`\\(${metric}\\)`), 'None');
  await choose(/\(VC\)/, 'High');
  await dialog.getByText('8.7', { exact: true }).waitFor();
  await field('Why, for the reporter').fill('Everybody can read it');
  await confirm('Rate it, and tell the reporter');
  await work.getByText('8.7', { exact: true }).waitFor();
  await key('s');
  await dialog.getByRole('radio', { name: 'CVSS 3.1' }).focus();
  await page.keyboard.press('Space');
  for (const [metric, value] of Object.entries(second)) await choose(new RegExp(`\\(${metric}\\)`), value);
  await dialog.getByText('6.5', { exact: true }).waitFor();
  await dialog.getByRole('combobox', { name: /Kind of weakness/ }).fill('79');
  await dialog.getByRole('option', { name: /CWE-79/ }).waitFor();
  await page.keyboard.press('Enter');
  await field('Why, for the reporter').fill('It needs an account after all');
  await confirm('Rate it, and tell the reporter');
  await work.getByText('6.5', { exact: true }).waitFor();
  await conversation.getByText('It needs an account after all').waitFor();
  await pressIn('Take it on');
  await confirm('Take it on');
  const { report, severity, ratings } = await opened();
  assert.deepEqual([report, severity, ratings.length], ['accepted', 'medium', 2]);
  assert.equal(ratings[1].vector, 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N');
  assert.equal(ratings[1].weakness.id, 'CWE-79');
});

const first: Readonly<Record<string, string>> = { AV: 'Network', AC: 'Low' };
const second = {
  ...{ AV: 'Network', AC: 'Low', PR: 'Low', UI: 'None', S: 'Unchanged' },
  ...{ C: 'High', I: 'None', A: 'None' },
};

test('a date is proposed and agreed on, and the band tells it with hour, zone and UTC', async () => {
  await page.getByText('No date is agreed yet').waitFor();
  await key('e');
  await confirm('Propose');
  await pressIn('The reporter accepts');
  await field('Where and how the reporter said it').fill('On the phone, to Ada');
  await confirm('Accept the date');
  const band = page.getByRole('note', { name: 'Marking' });
  await band.getByText(/until \w{3} \d+ \w{3} \d{4}, \d\d:\d\d .*UTC/).waitFor();
  await band.getByText('1 person has access').waitFor();
});

test('in a narrow window the work is called, and a key asks without it; Esc closes one thing at a time', async () => {
  await page.setViewportSize({ width: 720, height: 450 });
  await key('e');
  await page.getByRole('heading', { name: 'Propose a date' }).waitFor();
  await page.keyboard.press('Escape');
  await gone();
  await press(page.getByRole('button', { name: 'Work on it' }));
  await until('The focus within', async () => (await focused(page)) === 'Close');
  await pressIn('End early');
  await page.getByRole('heading', { name: 'End the embargo early?' }).waitFor();
  await page.keyboard.press('Escape');
  await gone();
  await work.waitFor();
  await page.keyboard.press('Escape');
  await work.waitFor({ state: 'hidden' });
  await until('The focus back', async () => (await focused(page)) === 'Work on it');
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a patch has its evidence, and what the fix lacks is told', async () => {
  await pressIn('Name the branches');
  await field('Branches, one in each line').fill('4.2.x');
  await confirm('Name them');
  await work.getByText('4.2.x: no patch.').waitFor();
  const patch = { name: 'a.patch', mimeType: 'text/x-diff', buffer: Buffer.from('-all\n+mine\n') };
  await work.locator('input[type=file]').setInputFiles(patch);
  await work.getByText('Not tested').waitFor();
  await pressIn('Add evidence');
  await field('Log of the tests').fill('ok 12 tests');
  await confirm('Add the evidence');
  await work.getByText('Tested', { exact: true }).waitFor();
  await pressIn('The fix is ready');
  await press(dialog.getByRole('button', { name: 'The fix is ready' }));
  await dialog.getByText('The reporter has verified these patches, declined to').waitFor();
  await page.keyboard.press('Escape');
  await gone();
  assert.ok((await opened()).branches[0].testedAt);
});

test('what the reporter writes comes in while one types, and moves neither the focus nor the words', async () => {
  const reply = page.getByRole('textbox', { name: 'Reply to the reporter' });
  await reply.focus();
  await page.keyboard.type('Half a sen');
  const files = [{ name: 'amaranth proof.md', content: Buffer.from('# Not to be rendered') }];
  await app.app.units.open({ team: team.id }, (work) => writeAsReporter(work, id, 'An amaranth thing more', files));
  await conversation.getByText('An amaranth thing more').waitFor();
  await page.keyboard.type('tence');
  assert.equal(await reply.inputValue(), 'Half a sentence');
  assert.equal(await focused(page), 'Reply to the reporter');
  await reply.fill('');
  const saving = page.waitForEvent('download');
  await press(conversation.getByRole('button', { name: 'Save amaranth proof.md' }));
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), `${name}-file-2.md`);
  assert.equal(readFileSync(await saved.path(), 'utf8'), '# Not to be rendered');
});

test('nothing of a case is kept on the device, found by search, or among the drafts of the server', async () => {
  const kept = String(await page.evaluate(leftBehind));
  assert.match(kept, /wardroom-copy/, 'a copy of conversations is kept');
  const secrets = /heliotrope|vermilion|cobalt|amaranth|person has read this|needs an account after all/i;
  assert.doesNotMatch(kept, secrets);
  for (const word of ['heliotrope', 'vermilion', 'cobalt']) {
    const { body } = await asAda.get(`/v1/search?q=${word}`);
    assert.doesNotMatch(JSON.stringify(body), /exports name|guests|sweep/i);
  }
  assert.doesNotMatch(JSON.stringify((await asAda.get('/v1/me/drafts')).body), secrets);
  assert.doesNotMatch(JSON.stringify(app.mails), secrets);
});

test('“this is public” ends the embargo and turns the case into the lane for zero days', async () => {
  await pressIn('This is public');
  await field('How you know').fill('A post of this morning');
  await confirm('Yes, it is public');
  await page.getByRole('note', { name: 'Lane' }).getByText('It is public.').waitFor();
  await page.getByRole('note', { name: 'Marking' }).getByText('Embargo over').waitFor();
  const { zeroDay, embargo } = await opened();
  assert.deepEqual([zeroDay, embargo.state], [true, 'ended']);
  await press(page.getByRole('link', { name: 'Board' }));
  await page.getByRole('region', { name: 'Fix the bug' }).getByText('Zero day').waitFor();
});

test('a report that comes in stands in the inbox at once', async () => {
  await press(page.getByRole('link', { name: /^Desk/ }).first());
  await page.waitForURL('**/desk/**');
  const understood = { title: 'Another one', text: 'Steps' };
  const { name: next } = await app.app.units.open({ team: team.id }, (work) =>
    openReport(work, team.id, { raw: Buffer.from('raw'), source: 'web', understood }),
  );
  await page.getByRole('region', { name: 'Needs a first reply' }).getByText(next).first().waitFor();
});
