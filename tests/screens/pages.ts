/** The screens that are no conversation, with what opens from the frame round all of them. */
import type { Page } from 'playwright-core';
import {
  answerAgain,
  chooseTab,
  cutLine,
  fill,
  mendLine,
  place,
  press,
  refused,
  type Screen,
  says,
  tapLine,
  unanswered,
} from './screen.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();
const rested = async (page: Page): Promise<void> => {
  await heading(page);
  await page.waitForLoadState('networkidle');
  await page.locator('main:not(:has([aria-busy=true]))').waitFor();
};
const page = (name: string, route: string, at = route): Screen => ({ name, route, at, act: rested });

/** Each list as it is while nothing is there yet, and when nothing came. */
const waiting = (name: string, route: string, asked: RegExp): readonly Screen[] => [
  {
    name: `${name}: loading`,
    ...{ route, at: route, before: unanswered(asked), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  {
    name: `${name}: failed`,
    ...{ route, at: route, before: refused(asked, 500), undo: answerAgain },
    act: (page) => says(page, /could not be (loaded|fetched)/),
  },
];

const lists: readonly Screen[] = [
  page('channels', '/channels'),
  {
    name: 'channels: none fits',
    route: '/channels',
    at: '/channels',
    act: (page) => page.getByRole('searchbox').fill('zzz'),
  },
  { name: 'channels: new', route: '/channels', at: '/channels', act: (page) => press(page, 'New channel') },
  page('people', '/people'),
  {
    name: 'people: nobody fits',
    route: '/people',
    at: '/people',
    act: (page) => page.getByRole('searchbox').fill('zzz'),
  },
  {
    name: 'people: one looked at',
    ...{ route: '/people', at: '/people' },
    async act(page) {
      await press(page, /@maximiliana/);
      await page.getByRole('dialog').getByText('Local time').waitFor();
    },
  },
  page('threads', '/threads'),
  page('activity', '/activity'),
  { name: 'activity: reactions', route: '/activity', at: '/activity', act: chooseTab('Reactions') },
  page('files', '/files'),
  { name: 'files: none', route: '/files', at: '/files', act: chooseTab('Archives') },
  page('unread', '/unread'),
  page('drafts', '/drafts'),
  { name: 'drafts: scheduled', route: '/drafts', at: '/drafts', act: chooseTab(/Scheduled/) },
  ...(['Edit', 'Change time', 'Cancel it'] as const).map(
    (deed): Screen => ({
      name: `drafts: ${deed.toLowerCase()}`,
      ...{ route: '/drafts', at: '/drafts' },
      async act(page) {
        await chooseTab(/Scheduled/)(page);
        await press(page, new RegExp(`^${deed}`));
        await page.getByRole('dialog').waitFor();
      },
    }),
  ),
  page('saved', '/saved'),
  { name: 'saved: none done', route: '/saved', at: '/saved', act: chooseTab('Done') },
  { name: 'saved: reminders', route: '/saved', at: '/saved', act: chooseTab(/Reminders/) },
  {
    name: 'saved: new reminder',
    ...{ route: '/saved', at: '/saved' },
    async act(page) {
      await chooseTab(/Reminders/)(page);
      await press(page, 'New reminder');
    },
  },
  page('search', '/search'),
  page('search: found', '/search', '/search?q=lamp'),
  page('search: nothing found', '/search', '/search?q=zzzzzz'),
  ...waiting('channels', '/channels', /\/v1\/channels\?|\/v1\/channels$/),
  ...waiting('threads', '/threads', /\/v1\/me\/threads/),
  ...waiting('files', '/files', /\/v1\/search/),
];

const own: readonly Screen[] = [
  ...['profile', 'notifications', 'appearance', 'language-time', 'accessibility', 'keyboard', 'security'].map(
    (section) => page(`me: ${section}`, '/me/:section?', `/me/${section}`),
  ),
  {
    name: 'me: a name that is taken',
    ...{ route: '/me/:section?', at: '/me/profile' },
    async act(page) {
      await fill(page, { 'Short name': 'maximiliana' });
      await press(page, 'Save profile');
      await page.locator('[aria-invalid=true]').waitFor();
    },
  },
  { name: 'me: new token', route: '/me/:section?', at: '/me/security', act: (page) => press(page, 'New token') },
  { name: 'me: sign out', route: '/me/:section?', at: '/me/profile', act: (page) => press(page, 'Sign out') },
  {
    name: 'me: zones',
    ...{ route: '/me/:section?', at: '/me/language-time' },
    act: (page) => page.getByRole('combobox', { name: 'Find another zone' }).fill('kolk'),
  },
];

const admin = (name: string, section: string, act?: Screen['act']): Screen => ({
  name: `admin: ${name}`,
  ...{ route: '/admin/:section', at: `/admin/${section}` },
  async act(page, world) {
    await rested(page);
    await act?.(page, world);
  },
});

const administration: readonly Screen[] = [
  { name: 'admin', route: '/admin', at: '/admin', act: rested },
  ...['members', 'invitations', 'channels', 'groups', 'emoji', 'sign-in', 'settings', 'audit'].map((name) =>
    admin(name, name),
  ),
  admin('member, menu', 'members', (page) => press(page, /^Actions for Maximiliana/)),
  ...(['Change role', 'Hand the team over', 'Sign out everywhere', 'Close account'] as const).map((deed) =>
    admin(`member, ${deed.toLowerCase()}`, 'members', async (page) => {
      await press(page, /^Actions for Maximiliana/);
      await page.getByRole('menuitem', { name: deed }).click();
      await page.getByRole('dialog').waitFor();
    }),
  ),
  admin('invite', 'invitations', (page) => press(page, 'Invite')),
  admin('new group', 'groups', (page) => press(page, 'New group')),
  admin('change a group', 'groups', (page) => press(page, 'Change night-shift')),
  admin('delete an emoji', 'emoji', (page) => press(page, 'Delete larch-on')),
  admin('archive a channel', 'channels', (page) => press(page, /^Archive workshop/)),
  admin('log, verified', 'audit', async (page) => {
    await press(page, 'Verify now');
    await page.getByText('Proven.', { exact: true }).waitFor();
  }),
];

const frame: readonly Screen[] = [
  { name: 'home', route: '/', at: '/', act: (page) => page.waitForURL('**/c/*') },
  {
    name: 'conversations, on a phone',
    ...{ route: '/', at: '/', onPhone: true },
    act: (page) => page.getByRole('navigation', { name: 'Conversations' }).waitFor(),
  },
  { name: 'nothing at this address', route: '', at: '/no/such/place', act: heading },
  {
    name: 'switcher',
    ...{ route: '', at: place('workshop') },
    async act(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Find or jump to' }).waitFor();
    },
  },
  {
    name: 'switcher: found',
    ...{ route: '', at: place('workshop') },
    async act(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('ma');
      await page.getByRole('option').nth(2).waitFor();
    },
  },
  {
    name: 'keys',
    ...{ route: '', at: place('workshop') },
    async act(page) {
      await page.keyboard.press('Control+/');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  },
  {
    name: 'new message',
    ...{ route: '', at: place('workshop') },
    async act(page) {
      await page.keyboard.press('Control+Shift+k');
      await page.getByRole('combobox').fill('max');
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Chosen' }).waitFor();
    },
  },
  { name: 'status', route: '', at: place('workshop'), act: (page) => press(page, /Set a status/) },
  {
    name: 'status: emoji picker',
    ...{ route: '', at: place('workshop') },
    act: (page) => press(page, /Set a status/, /^(Choose an emoji|Emoji:)/),
  },
  {
    name: 'offline',
    ...{ route: '', at: place('workshop'), before: tapLine, undo: mendLine },
    async act(page) {
      await page.getByRole('article').first().waitFor();
      await cutLine(page);
      await says(page, 'No connection.');
    },
  },
  {
    name: 'signed out',
    ...{ route: '', at: place('workshop'), before: refused(/\/v1\/(me|stream)\b/, 401), undo: answerAgain },
    act: (page) => says(page, 'You are signed out.'),
  },
];

export const pageScreens: readonly Screen[] = [...frame, ...lists, ...own, ...administration];
