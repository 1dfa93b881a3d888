/** The screens that are no conversation, with what opens from the frame round all of them. */
import type { Page } from 'playwright-core';
import {
  admin,
  altered,
  answerAgain,
  chooseTab,
  cutLine,
  fill,
  mendLine,
  place,
  press,
  refused,
  rested,
  type Screen,
  says,
  tapLine,
  unanswered,
} from './screen.ts';

import { waiting } from './states.ts';
import type { World } from './world.ts';

async function lineMenu(page: Page, item?: string): Promise<void> {
  await page.locator('[data-line]').first().press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move to a new section' }).waitFor();
  if (item) await page.getByRole('menuitem', { name: item }).click();
}
const page = (name: string, route: string, at = route): Screen => ({ name, route, at, act: rested });

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

/** Of a member who has passkeys of every kind. */
const withPasskeys = altered(/\/v1\/me\/second-factors$/, (factors) => {
  const passkey = (at: number, name: string, rest: object) => ({
    ...{ id: `Y${String(at).padStart(26, '0')}`, name, addedAt: '2026-01-01T00:00:00Z', ...rest },
  });
  return {
    ...factors,
    passkey: { isPossible: true, isReady: true },
    passkeys: [
      passkey(1, 'Phone', { kept: 'synced', usedAt: '2026-02-01T00:00:00Z' }),
      passkey(2, 'The key ring that hangs beside the door of the harbour office', { kept: 'this-device' }),
      passkey(3, 'Laptop', { kept: 'not-yet-synced' }),
      passkey(4, 'Former server', { kept: 'synced', otherHost: 'chat.former-harbour.example' }),
    ],
  };
});
/** Of somebody who added whatever there is. */
const withLeftBehind = altered(/\/v1\/me\/sessions\/\w+\/disavowal$/, (disavowal) => ({
  ...disavowal,
  ...{ tokens: 2, passkeys: ['The key ring'], hasAuthenticator: true, hasRecoveryCodes: true, leavesNoFactor: true },
  providers: ['The harbour'],
  stays: [{ name: 'The pier', kind: 'provider', why: 'came-in-by-it' }],
}));
const passkeyScreen = (name: string, act: Screen['act']): Screen => ({
  name: `me: passkeys${name}`,
  ...{ route: '/me/:section?', at: '/me/security', before: withPasskeys, undo: answerAgain },
  async act(page, world) {
    await page.getByRole('table', { name: 'Passkeys' }).waitFor();
    await act?.(page, world);
  },
});

const own: readonly Screen[] = [
  passkeyScreen('', undefined),
  passkeyScreen(', rename', (page) => press(page, 'Rename Phone')),
  passkeyScreen(', remove', (page) => press(page, 'Remove Phone')),
  {
    ...passkeyScreen(', proof', async (page) => {
      await press(page, 'New recovery codes');
      await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
    }),
    async before(page) {
      await withPasskeys(page);
      const needed = { type: 'urn:wardroom:problem:access/proof-needed', title: 'Prove it.', status: 403 };
      await page.route(/\/v1\/me\/recovery-codes$/, (route) => route.fulfill({ status: 403, json: needed }));
    },
  },
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
  {
    name: 'me: not me',
    ...{ route: '/me/not-me/:session', at: '/me/security' },
    async act(page) {
      await page
        .getByRole('link', { name: /is not me$/ })
        .first()
        .click();
      await page.getByText('What happens now').waitFor();
    },
  },
  {
    name: 'me: not me, of a device that left something behind',
    ...{ route: '/me/not-me/:session', at: '/me/security', before: withLeftBehind, undo: answerAgain },
    async act(page) {
      await page
        .getByRole('link', { name: /is not me$/ })
        .first()
        .click();
      await page.getByText('What happens now').waitFor();
    },
  },
  {
    name: 'me: not me, of no device',
    ...{ route: '/me/not-me/:session', at: `/me/not-me/S${'0'.repeat(26)}` },
    act: (page) => says(page, 'This device cannot be looked at'),
  },
  {
    name: 'me: devices and addresses',
    ...{ route: '/me/:section?', at: '/me/security' },
    async act(page) {
      await page.getByLabel('Show', { exact: true }).selectOption('devices');
      await page.getByRole('table', { name: 'Devices and addresses' }).waitFor();
    },
  },
  { name: 'me: sign out', route: '/me/:section?', at: '/me/profile', act: (page) => press(page, 'Sign out') },
  {
    name: 'me: zones',
    ...{ route: '/me/:section?', at: '/me/language-time' },
    act: (page) => page.getByRole('combobox', { name: 'Find another zone' }).fill('kolk'),
  },
];

const token = { networks: [], createdBy: `U${'0'.repeat(26)}`, createdAt: '2026-03-01T00:00:00Z' };
const someTokens = async (page: Page, { asOwner }: World): Promise<void> => {
  const { member } = (await asOwner.get('/v1/me')).body;
  const one = { ...token, member: member.id };
  const all = [
    { ...one, id: 'K1', kind: 'personal', name: 'Night job', scopes: ['messages:read', 'messages:write'] },
    { ...one, id: 'K2', kind: 'bot', name: 'Deploys', scopes: [], networks: ['198.51.100.0/24', '2001:db8::/32'] },
    { ...one, id: 'K3', kind: 'app', name: 'Watch', scopes: ['audit:read'], lastUsedNetwork: '203.0.113.0/24' },
    { ...one, id: 'K4', kind: 'personal', name: 'From long ago' },
  ];
  const [soon, used] = [{ expiresAt: '2026-03-03T00:00:00Z' }, { lastUsedAt: '2026-03-02T00:00:00Z' }];
  const tokens = all.map((each, at) => ({ ...each, ...(at < 2 ? soon : {}), ...(at > 1 ? used : {}) }));
  await altered(/\/v1\/tokens(\?|$)/, (body) => ({
    ...{ ...body, tokens },
    counts: { active: 4, endless: 2, unused: 0, unscoped: 1 },
  }))(page);
  await altered(/\/v1\/me\/tokens$/, (body) => ({ ...body, tokens }))(page);
};
const tokens: readonly Screen[] = [
  admin('tokens, none', 'tokens'),
  { ...admin('tokens', 'tokens', (page) => says(page, 'From long ago')), before: someTokens, undo: answerAgain },
  admin('tokens, new', 'tokens', (page) => press(page, 'New token of a bot')),
  {
    ...admin('tokens, revoke', 'tokens', (page) => press(page, 'Revoke Deploys')),
    ...{ before: someTokens, undo: answerAgain },
  },
  {
    ...admin('tokens, change', 'tokens', (page) => press(page, 'Change Deploys')),
    ...{ before: someTokens, undo: answerAgain },
  },
  {
    ...admin('tokens, change, proof', 'tokens', async (page) => {
      await press(page, 'Change Deploys');
      await page.getByRole('dialog').getByText('messages:read', { exact: true }).click();
      await press(page, 'Save');
      await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
    }),
    async before(page, world) {
      await someTokens(page, world);
      const needed = { type: 'urn:wardroom:problem:access/proof-needed', title: 'Prove it.', status: 403 };
      await page.route(/\/v1\/bots\/.*\/tokens\/K2$/, (route) => route.fulfill({ status: 403, json: needed }));
    },
    undo: answerAgain,
  },
  {
    name: 'admin: tokens, failed',
    ...{ route: '/admin/:section', at: '/admin/tokens', before: refused(/\/v1\/tokens/, 500), undo: answerAgain },
    act: (page) => says(page, /could not be loaded/),
  },
  {
    name: 'me: tokens',
    ...{ route: '/me/:section?', at: '/me/security', before: someTokens, undo: answerAgain },
    act: (page) => says(page, 'From long ago'),
  },
  ...['Night job', 'From long ago'].map((name) => ({
    name: `me: change token, ${name.toLowerCase()}`,
    ...{ route: '/me/:section?', at: '/me/security', before: someTokens, undo: answerAgain },
    act: (page: Page) => press(page, `Change ${name}`),
  })),
];

const administration: readonly Screen[] = [
  { name: 'admin', route: '/admin', at: '/admin', act: rested },
  ...['members', 'invitations', 'channels', 'groups', 'emoji', 'sign-in', 'settings', 'access-log', 'audit'].map(
    (name) => admin(name, name),
  ),
  ...tokens,
  admin('access log, devices and addresses', 'access-log', async (page) => {
    await page.getByLabel('Show', { exact: true }).selectOption('devices');
    await page.getByRole('table', { name: 'Devices and addresses' }).waitFor();
  }),
  admin('access log, nothing fits', 'access-log', async (page) => {
    await fill(page, { 'Address or network': '192.0.2.0/24' });
    await says(page, 'Nothing is noted');
  }),
  admin('access log, no network', 'access-log', async (page) => {
    await fill(page, { 'Address or network': '192.0.2' });
    await page.keyboard.press('Enter');
    await says(page, 'This is no address');
  }),
  {
    name: 'admin: access log, failed',
    ...{ route: '/admin/:section', at: '/admin/access-log', before: refused(/\/v1\/attempts/, 500), undo: answerAgain },
    act: (page) => says(page, /could not be (loaded|fetched)/),
  },
  {
    name: 'admin: access log, loading',
    ...{ route: '/admin/:section', at: '/admin/access-log', before: unanswered(/\/v1\/attempts/), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
  ...(['Sign out everyone but me', 'Sign out everyone'] as const).map((deed) =>
    admin(deed.toLowerCase(), 'sign-in', async (page) => {
      await press(page, deed);
      await page.getByRole('dialog').waitFor();
    }),
  ),
  admin('member, devices and tokens', 'members', async (page) => {
    await press(page, /^Actions for Maximiliana/);
    await page.getByRole('menuitem', { name: 'Devices and tokens' }).click();
    await page.getByRole('dialog').getByRole('button').first().waitFor();
  }),
  admin('member, menu', 'members', (page) => press(page, /^Actions for Maximiliana/)),
  ...[
    ...(['Change role', 'Hand the team over', 'Sign out everywhere', 'Close account'] as const),
    'Remove lost second factor',
  ].map((deed) =>
    admin(`member, ${deed.toLowerCase()}`, 'members', async (page) => {
      await press(page, /^Actions for Maximiliana/);
      await page.getByRole('menuitem', { name: deed }).click();
      await page.getByRole('dialog').waitFor();
    }),
  ),
  {
    ...admin('members, a reset under way', 'members', (page) => says(page, /^To be removed/)),
    async before(page, { asOwner }) {
      const { body } = await asOwner.get('/v1/members?q=maximiliana');
      const [member] = body.members;
      const at = { askedAt: '2026-03-01T00:00:00Z', dueAt: '2026-03-02T00:00:00Z' };
      const resets = [{ member, askedBy: member.id, ...at }];
      await altered(/\/v1\/second-factor-resets$/, () => ({ resets }))(page);
    },
    undo: answerAgain,
  },
  admin('invite', 'invitations', (page) => press(page, 'Invite')),
  admin('new group', 'groups', (page) => press(page, 'New group')),
  admin('change a group', 'groups', (page) => press(page, 'Change night-shift')),
  admin('delete an emoji', 'emoji', (page) => press(page, 'Delete larch-on')),
  admin('archive a channel', 'channels', (page) => press(page, /^Archive workshop/)),
  admin('entry of the log', 'audit', (page) => press(page, /^Entry /)),
  {
    ...admin('sign-in, token of a directory', 'sign-in', async (page) => {
      await fill(page, { 'Name of the token': 'The list' });
      await press(page, 'Make a token');
      await page.getByRole('dialog', { name: 'The token is ready' }).waitFor();
    }),
    // Making one takes a proof of minutes ago; who looks at the screens may be slower.
    before: async (page) => {
      const made = { credential: {}, secret: `wrv_${'0'.repeat(26)}${'x'.repeat(43)}` };
      await page.route('**/v1/provisioning/credentials', (route) => route.fulfill({ status: 201, json: made }));
    },
  },
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
  { name: 'nothing at this address', route: '', at: '/no/such/place', act: rested },
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
  {
    name: 'sidebar: menu of a conversation',
    ...{ route: '', at: place('workshop') },
    act: (page) => lineMenu(page),
  },
  {
    name: 'sidebar: menu of a section',
    ...{ route: '', at: place('workshop') },
    act: (page) => press(page, /^Section First thing/),
  },
  { name: 'sidebar: new section', route: '', at: place('workshop'), act: (page) => lineMenu(page, 'new section') },
  {
    name: 'sidebar: delete a section',
    ...{ route: '', at: place('workshop') },
    async act(page) {
      await press(page, /^Section First thing/);
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('dialog').waitFor();
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
