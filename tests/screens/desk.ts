/** The security desk as its members see it. */
import type { Page } from 'playwright-core';
import type { CaseKind } from './desk-world.ts';
import { answerAgain, button, press, refused, type Screen, says, unanswered } from './screen.ts';
import type { World } from './world.ts';

const mails = '/desk/mails/:mail?';
const waitingMails = /\/v1\/desk\/mails(\?|$)/;
const [inbox, board, room] = ['/desk/inbox', '/desk/board', '/desk/cases/:case/:part?'];
const replies = '/desk/templates';
const listedReplies = /\/v1\/desk\/templates$/;
const repliesThere = (page: Page) => page.getByRole('textbox', { name: 'Name' }).first().waitFor();
const at =
  (kind: CaseKind, part = '') =>
  ({ cases }: World): string =>
    `/desk/cases/${cases[kind]}${part === '' ? '' : `/${part}`}`;
const cases = /\/v1\/desk\/cases(\?|$)/;
const openings = /\/openings$/;
const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor();
const listed = (page: Page) => page.getByRole('region', { name: 'Closed' }).getByRole('link').first().waitFor();

/** All cases gone from what the server answers. */
const noCases = async (page: Page): Promise<void> => {
  await page.route(cases, (route) => route.fulfill({ json: { cases: [], duty: 'coordinator' } }));
};
/** Of somebody who does not work at the desk. */
const notThere = async (page: Page): Promise<void> => {
  await page.route(cases, (route) => route.fulfill({ json: { cases: [] } }));
};
const notForYou = (page: Page): Promise<void> => says(page, 'You do not work at the security desk');
const unopened = async (page: Page): Promise<void> => {
  await page.route(openings, () => undefined);
};

/** One key that counts, and another one that came after it. */
const withKeys = async (page: Page): Promise<void> => {
  const [firstSeenAt, how] = ['2026-02-20T10:00:00.000Z', 'attached'];
  const keys = [
    { fingerprint: '3F'.repeat(20), state: 'waiting', how, firstSeenAt },
    { fingerprint: 'A7'.repeat(20), state: 'current', how, firstSeenAt },
  ];
  await page.route(/\/sender-keys$/, (route) => route.fulfill({ json: { address: 'ada@harbour.example', keys } }));
};

const lists: readonly Screen[] = [
  { name: 'desk: from a mail', route: '/desk', at: '/desk', act: listed },
  { name: 'desk: inbox', route: inbox, at: inbox, act: listed },
  { name: 'desk: inbox on a phone', route: inbox, at: inbox, onPhone: true, act: listed },
  {
    name: 'desk: inbox, loading',
    ...{ route: inbox, at: inbox, before: unanswered(cases), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  {
    name: 'desk: inbox, failed',
    ...{ route: inbox, at: inbox, before: refused(cases, 500), undo: answerAgain },
    act: (page) => says(page, 'The cases could not be loaded'),
  },
  {
    name: 'desk: inbox, empty',
    ...{ route: inbox, at: inbox, before: noCases, undo: answerAgain },
    act: (page) => says(page, 'Nothing is open'),
  },
  {
    name: 'desk: inbox, not at the desk',
    ...{ route: inbox, at: inbox, before: notThere, undo: answerAgain },
    act: (page) => says(page, 'You do not work at the security desk'),
  },
  {
    name: 'desk: found by its number',
    ...{ route: inbox, at: inbox },
    async act(page) {
      await page.keyboard.press('Control+K');
      await page.getByRole('combobox').fill('DESK-0003');
      await page
        .getByRole('option', { name: /DESK-0003 / })
        .first()
        .waitFor();
    },
  },
  { name: 'desk: board', route: board, at: board, act: (page) => page.locator('main [data-case]').first().waitFor() },
  {
    name: 'desk: board, empty',
    ...{ route: board, at: board, before: noCases, undo: answerAgain },
    act: (page) => says(page, 'Nothing is open'),
  },
];

const rooms: readonly Screen[] = [
  { name: 'case: entering', route: room, at: at('unanswered'), act: heading('Enter this case') },
  {
    name: 'case: entering without a reason',
    ...{ route: room, at: at('unanswered') },
    async act(page) {
      await page.getByRole('checkbox', { name: 'I accept these terms' }).check();
      await press(page, 'Enter the case');
      await says(page, 'Say why you need to be in this case.');
    },
  },
  {
    name: 'case: loading',
    ...{ route: room, at: at('worked'), before: unopened, undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  {
    name: 'case: failed',
    ...{ route: room, at: at('worked'), before: refused(openings, 500), undo: answerAgain },
    act: (page) => says(page, 'The case could not be loaded'),
  },
  {
    name: 'case: none such',
    ...{ route: room, at: '/desk/cases/N00000000000000000000000000' },
    act: (page) => says(page, 'No such case'),
  },
  { name: 'case: conversation', route: room, at: at('worked'), act: heading(/Search index/) },
  { name: 'case: conversation on a phone', route: room, at: at('worked'), onPhone: true, act: heading(/Search index/) },
  {
    name: 'case: work on a phone',
    ...{ route: room, at: at('worked'), onPhone: true },
    async act(page) {
      await press(page, 'Work on it');
      await button(page, 'Close').waitFor();
    },
  },
  {
    name: 'case: notes',
    route: room,
    at: at('worked', 'notes'),
    act: (page) => says(page, 'never sent to the reporter'),
  },
  { name: 'case: notes, none', route: room, at: at('proposed', 'notes'), act: (page) => says(page, 'No note yet') },
  { name: 'case: timeline', route: room, at: at('worked', 'timeline'), act: (page) => says(page, 'wrote a team note') },
  { name: 'case: details', route: room, at: at('worked', 'details'), act: (page) => says(page, 'Who saw what') },
  { name: 'case: waits for the reporter', route: room, at: at('proposed'), act: heading(/Slow regular/) },
  {
    name: 'case: taken back',
    route: room,
    at: at('takenBack'),
    act: (page) => says(page, 'The reporter took it back'),
  },
  { name: 'case: zero day', route: room, at: at('zeroDay'), act: heading(/Invite link/) },
  { name: 'case: zero day on a phone', route: room, at: at('zeroDay'), onPhone: true, act: heading(/Invite link/) },
  { name: 'case: closed', route: room, at: at('closed'), act: (page) => says(page, 'Nothing in it changes any more') },
];

/** What is asked before a deed, by the button that leads to it. */
const asked = (name: string, deed: string | RegExp, kind: CaseKind = 'worked', part = ''): Screen => ({
  name: `case: ${name}`,
  ...{ route: room, at: at(kind, part) },
  async act(page) {
    await press(page, deed);
    await page.getByRole('dialog').waitFor();
  },
});

const ELSEWHERE = [
  { ghsa_id: 'GHSA-mc8w-jqxp-2v4r', summary: 'The proxy takes any address', state: 'triage', url: 'https://x.example' },
  { ghsa_id: 'GHSA-8vrh-3cfw-p9q2', summary: 'Closed long ago', state: 'closed' },
];

const commit = 'f3527f94c1a0be7753d1c0d4a0be7753d1c0d4a0';
const SCANNED = {
  ...{ commits: 4_112, refs: 37, moreLeaks: 0, tags: { affected: ['v4.1.0', 'v4.2.0'], unaffected: ['v4.2.1'] } },
  leaks: [
    { where: 'message', at: commit, word: 'exploit', text: 'Fix the exploit that Nia Hale found in the search index' },
    { where: 'ref', at: 'fix-xss', word: 'xss', text: 'fix-xss' },
  ],
};

const templates: readonly Screen[] = [
  { name: 'desk: import', route: inbox, at: inbox, act: (page) => press(page, 'Import reports') },
  {
    name: 'desk: imported',
    ...{ route: inbox, at: inbox },
    async act(page) {
      await press(page, 'Import reports');
      const file = {
        name: 'reports.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(ELSEWHERE)),
      };
      await page.getByLabel('Choose a file: file').setInputFiles(file);
      await says(page, 'Closed there, left out');
      await page.getByText('1 member').click();
    },
  },
  {
    name: 'desk: import refused',
    ...{ route: inbox, at: inbox },
    async act(page) {
      await press(page, 'Import reports');
      const file = { name: 'reports.json', mimeType: 'application/json', buffer: Buffer.from('[]') };
      await page.getByLabel('Choose a file: file').setInputFiles(file);
      await says(page, 'This is neither a report of HackerOne');
    },
  },
  { name: 'replies', route: replies, at: replies, act: repliesThere },
  { name: 'replies on a phone', route: replies, at: replies, onPhone: true, act: repliesThere },
  {
    name: 'replies: a strange blank',
    ...{ route: replies, at: replies },
    async act(page) {
      await repliesThere(page);
      await page.getByRole('textbox', { name: 'Text' }).first().fill('This is {csae}.');
      await says(page, 'there is no such blank: {csae}');
    },
  },
  {
    name: 'replies: loading',
    ...{ route: replies, at: replies, before: unanswered(listedReplies), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  {
    name: 'replies: failed',
    ...{ route: replies, at: replies, before: refused(listedReplies, 500), undo: answerAgain },
    act: (page) => says(page, 'They could not be loaded'),
  },
  {
    name: 'case: saved replies',
    ...{ route: room, at: at('worked') },
    async act(page) {
      await press(page, 'Saved replies');
      await page.getByRole('menuitem', { name: 'Confirmed' }).waitFor();
    },
  },
  asked('scans the repository', 'Scan the repository'),
  {
    name: 'case: scanned',
    ...{ route: room, at: at('worked'), undo: answerAgain },
    before: (page) => page.route(/\/repository-scans/, (route) => route.fulfill({ json: SCANNED })),
    async act(page) {
      await press(page, 'Scan the repository');
      const file = { name: 'scan.bundle', mimeType: 'application/octet-stream', buffer: Buffer.from('bundle') };
      await page.getByLabel('Choose the bundle: file').setInputFiles(file);
      await says(page, '2 places give it away');
    },
  },
  {
    name: 'case: with a file',
    ...{ route: room, at: at('worked') },
    async act(page) {
      const file = { name: 'a-script-that-shows-it.py', mimeType: 'text/plain', buffer: Buffer.from('print(1)') };
      await page.getByLabel('Attach a file: file').setInputFiles(file);
      await button(page, `Remove ${file.name}`).waitFor();
    },
  },
];

const oldest = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: /Out of the office/ }).click();
  await page.getByRole('heading', { level: 2, name: /Out of the office/ }).waitFor();
};
const toMails = { route: mails, at: '/desk/mails' } as const;

const doubtful: readonly Screen[] = [
  { name: 'mails', ...toMails, act: (page) => says(page, 'Sent by a program') },
  { name: 'mails on a phone', ...toMails, onPhone: true, act: (page) => says(page, 'Sent by a program') },
  {
    name: 'mails: loading',
    ...{ ...toMails, before: unanswered(waitingMails), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  {
    name: 'mails: failed',
    ...{ ...toMails, before: refused(waitingMails, 500), undo: answerAgain },
    act: (page) => says(page, 'The mails could not be loaded'),
  },
  {
    name: 'mails: none',
    ...{ ...toMails, undo: answerAgain },
    before: (page) => page.route(waitingMails, (route) => route.fulfill({ json: { mails: [] } })),
    act: (page) => says(page, 'No mail waits'),
  },
  { name: 'mails: not at the desk', ...{ ...toMails, before: notThere, undo: answerAgain }, act: notForYou },
  { name: 'mails: one', ...toMails, act: oldest },
  { name: 'mails: one on a phone', ...toMails, onPhone: true, act: oldest },
  {
    name: 'mails: none such',
    ...{ route: mails, at: '/desk/mails/M00000000000000000000000000' },
    act: (page) => says(page, 'The mail could not be shown'),
  },
  {
    name: 'mails: belongs to a case',
    ...toMails,
    async act(page) {
      await oldest(page);
      await press(page, 'It belongs to a case');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'case: by mail', route: room, at: at('mailed'), act: (page) => says(page, 'Goes out as a link') },
  {
    name: 'case: by mail on a phone',
    ...{ route: room, at: at('mailed'), onPhone: true },
    act: (page) => says(page, 'Goes out as a link'),
  },
];

async function rating(page: Page, way: string): Promise<void> {
  await press(page, 'Rate it anew');
  await page.getByRole('dialog').getByRole('radio', { name: way, exact: true }).check({ force: true });
}

const deeds: readonly Screen[] = [
  asked('proposes a date', /^Propose (a|another) date$/),
  asked('accepts a date', 'The reporter accepts', 'proposed'),
  asked('takes a date back', 'Take it back', 'proposed'),
  asked('ends the embargo', 'End early'),
  asked('is public', 'This is public'),
  asked('owner', 'Hand it over'),
  asked('is valid', 'It is valid', 'proposed'),
  asked('closes', 'Close the case'),
  asked('states a fact', 'State a fact'),
  asked('evidence', 'Add evidence'),
  asked('retest', 'Ask for a retest'),
  asked('fix ready', 'The fix is ready'),
  asked('CVE ID', 'Write one down'),
  asked('asks somebody in', 'Ask somebody in', 'worked', 'details'),
  asked('takes somebody out', /^Take out/, 'worked', 'details'),
  { name: 'case: rates by CVSS 4.0', route: room, at: at('worked'), act: (page) => rating(page, 'CVSS 4.0') },
  { name: 'case: rates by CVSS 3.1', route: room, at: at('worked'), act: (page) => rating(page, 'CVSS 3.1') },
  { name: 'case: rates in words', route: room, at: at('worked'), act: (page) => rating(page, 'Words') },
  {
    name: 'case: kind of weakness',
    ...{ route: room, at: at('worked') },
    async act(page) {
      await press(page, 'Rate it anew');
      await page.getByRole('combobox', { name: /Kind of weakness/ }).fill('cross-site');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'case: keys of the reporter',
    ...{ route: room, at: at('worked'), before: withKeys, undo: answerAgain },
    act: (page) => page.getByRole('heading', { name: 'Keys of the reporter' }).scrollIntoViewIfNeeded(),
  },
  {
    name: 'case: confirms a key of the reporter',
    ...{ route: room, at: at('worked'), before: withKeys, undo: answerAgain },
    async act(page) {
      await press(page, 'It is theirs: 3F3F3F3F');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'case: writes a key of the reporter down',
    ...{ route: room, at: at('worked'), before: withKeys, undo: answerAgain },
    async act(page) {
      await press(page, 'Write a key down');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'case: not sent',
    ...{ route: room, at: at('worked'), before: refused(/\/letters$/, 500) },
    async act(page) {
      await page.getByRole('textbox', { name: 'Reply to the reporter' }).fill('This does not go');
      await press(page, 'Send to reporter');
      await says(page, 'Something failed on the server.');
    },
    async undo(page) {
      await page.getByRole('textbox', { name: 'Reply to the reporter' }).fill('');
      await answerAgain(page);
    },
  },
];

export const deskScreens: readonly Screen[] = [...lists, ...rooms, ...doubtful, ...templates, ...deeds];
