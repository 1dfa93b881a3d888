/** Lists and pages while nothing came yet, when nothing came, and with nothing in them. */
import type { Page } from 'playwright-core';
import { answerAgain, chooseTab, refused, type Screen, says, unanswered } from './screen.ts';

type Act = (page: Page) => Promise<unknown>;

interface Where {
  /** Where it is not the route itself. */
  readonly at?: string;
  /** What leads to it. */
  readonly to?: Act;
  /** What is said where nothing came. */
  readonly words?: RegExp;
}

/** Each list as it is while nothing is there yet, and when nothing came. */
export const waiting = (
  name: string,
  route: string,
  asked: RegExp,
  { at = route, to, words = /could not be (loaded|fetched)/ }: Where = {},
): Screen[] => [
  {
    name: `${name}: loading`,
    ...{ route, at, before: unanswered(asked), undo: answerAgain },
    async act(page) {
      await to?.(page);
      await page.locator('main [aria-busy=true]').first().waitFor();
    },
  },
  {
    name: `${name}: failed`,
    ...{ route, at, before: refused(asked, 500), undo: answerAgain },
    async act(page) {
      await to?.(page);
      await says(page, words);
    },
  },
];

/** As a team has it in which nothing was said or made yet. */
const bare = (name: string, route: string, words: string, { at = route, to }: Where = {}): Screen => ({
  ...{ name, route, at, as: 'beginner' },
  async act(page) {
    await to?.(page);
    await says(page, words);
  },
});

const [admin, me] = ['/admin/:section', '/me/:section?'];

export const stateScreens: readonly Screen[] = [
  ...waiting('people', '/people', /\/v1\/members\?/),
  ...waiting('activity', '/activity', /\/v1\/search/),
  ...waiting('search', '/search', /\/v1\/search/, { at: '/search?q=lamp' }),
  ...waiting('saved', '/saved', /\/v1\/me\/saved-items/),
  ...waiting('saved: reminders', '/saved', /\/v1\/me\/reminders/, { to: chooseTab(/Reminders/) }),
  ...waiting('drafts: scheduled', '/drafts', /\/v1\/me\/scheduled-messages/, { to: chooseTab(/Scheduled/) }),
  ...waiting('me: profile', me, /\/v1\/profile-fields/, { at: '/me/profile' }),
  ...waiting('admin: members', admin, /\/v1\/members\?/, { at: '/admin/members' }),
  ...waiting('admin: invitations', admin, /\/v1\/invitations/, { at: '/admin/invitations' }),
  ...waiting('admin: channels', admin, /\/v1\/team\/channels/, { at: '/admin/channels' }),
  ...waiting('admin: groups', admin, /\/v1\/user-groups/, { at: '/admin/groups' }),
  ...waiting('me: devices', me, /\/v1\/me\/sessions/, { at: '/me/security', words: /Something failed on the server/ }),
  ...waiting('me: tokens', me, /\/v1\/me\/tokens/, { at: '/me/security', words: /Something failed on the server/ }),
  ...waiting('admin: audit', admin, /\/v1\/audit\?/, { at: '/admin/audit' }),
  ...waiting('admin: settings', admin, /\/v1\/(workspace\/settings|link-cards|join-domains|files\/usage)$/, {
    at: '/admin/settings',
  }),
  bare('unread: none', '/unread', 'You have read everything'),
  bare('threads: none', '/threads', 'You follow no thread yet'),
  bare('activity: none', '/activity', 'Nobody has named you yet.'),
  bare('drafts: none', '/drafts', 'No drafts'),
  bare('drafts: none scheduled', '/drafts', 'Nothing is scheduled', { to: chooseTab(/Scheduled/) }),
  bare('saved: none', '/saved', 'Nothing to do here'),
  bare('saved: no reminders', '/saved', 'No reminders', { to: chooseTab(/Reminders/) }),
  bare('files: none yet', '/files', 'No file yet'),
  bare('admin: invitations, none', admin, 'Nobody was invited yet', { at: '/admin/invitations' }),
  bare('admin: groups, none', admin, 'There is no group yet', { at: '/admin/groups' }),
  bare('admin: emoji, none', admin, 'There is no emoji of your own yet', { at: '/admin/emoji' }),
];
