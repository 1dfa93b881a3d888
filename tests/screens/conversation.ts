/** The conversation, and what opens from it. */
import type { Page } from 'playwright-core';
import { answerAgain, button, chooseTab, place, press, refused, row, type Screen, says, unanswered } from './screen.ts';
import { elsewhere, everything, silence, type World } from './world.ts';

const route = '/c/:channel/*?';
const field = (page: Page) => page.getByRole('textbox', { name: /^Message / });
const atEverything = place(everything);
const thread = (world: World): string => `${atEverything(world)}?thread=${world.rootTs}`;

async function menuOf(page: Page, text: string, item?: string): Promise<void> {
  await row(page, text).focus();
  await page.keyboard.press('Shift+F10');
  await page
    .getByRole('menu', { name: /message/i })
    .first()
    .waitFor();
  if (item) await page.getByRole('menuitem', { name: item }).click();
}

const seen = (page: Page) => row(page, 'Lanterns at nine').waitFor();
const typed = (text: string) => async (page: Page) => {
  await field(page).fill('');
  await field(page).pressSequentially(text);
};
const emptied = (page: Page) => field(page).fill('');

const reading: readonly Screen[] = [
  { name: 'conversation', route, at: place('workshop'), act: (page) => page.getByRole('article').first().waitFor() },
  { name: 'conversation: everything', route, at: atEverything, act: seen },
  {
    name: 'conversation: everything, from its beginning',
    ...{ route, at: atEverything },
    async act(page) {
      await seen(page);
      await page.getByRole('article').last().focus();
      await page.keyboard.press('Home');
      await page
        .getByRole('region', { name: /^Messages/ })
        .getByRole('heading', { name: everything })
        .waitFor();
    },
  },
  {
    name: 'conversation: picture',
    route,
    at: place('project-aurora'),
    act: (page) => button(page, /first-light.*large/).waitFor(),
  },
  {
    name: 'conversation: picture, large',
    ...{ route, at: place('project-aurora') },
    act: (page) => press(page, /first-light.*large/),
  },
  {
    name: 'conversation: table of a file',
    route,
    at: place('orders'),
    act: (page) => press(page, 'Show the first lines'),
  },
  {
    name: 'conversation: link card',
    route,
    at: place('fairs'),
    act: (page) => page.getByRole('article').first().waitFor(),
  },
  { name: 'conversation: nothing said', route, at: place(silence), act: (page) => field(page).waitFor() },
  { name: 'conversation: archived', route, at: place('fair-last-year'), act: (page) => says(page, /archived/i) },
  {
    name: 'conversation: seen from outside',
    route,
    at: place(elsewhere),
    act: (page) => button(page, 'Join channel').waitFor(),
  },
  { name: 'conversation: a message lit', route, at: (world) => `${atEverything(world)}/m/${world.rootTs}`, act: seen },
  {
    name: 'conversation: not found',
    ...{ route, at: '/c/C00000000000000000000000000' },
    act: (page) => page.getByRole('heading', { name: 'This conversation is not here for you' }).waitFor(),
  },
  {
    name: 'conversation: could not be opened',
    ...{ route, at: place(elsewhere), before: refused(/\/v1\/channels\/C[^/]+$/, 500), undo: answerAgain },
    act: (page) => page.getByRole('heading', { name: 'could not be opened' }).waitFor(),
  },
  {
    name: 'conversation: loading',
    ...{ route, at: place('support'), before: unanswered(/\/v1\/channels\/[^/]+\/messages/), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
];

const message: readonly Screen[] = [
  {
    name: 'message: tools',
    ...{ route, at: atEverything },
    async act(page) {
      await row(page, 'Lanterns at nine').hover();
      await button(page, 'More actions').first().waitFor();
    },
  },
  { name: 'message: menu', route, at: atEverything, act: (page) => menuOf(page, 'Lanterns at nine') },
  {
    name: 'message: emoji picker',
    ...{ route, at: atEverything },
    async act(page) {
      await row(page, 'Lanterns at nine').focus();
      await page.keyboard.press('r');
      await page.getByRole('searchbox').waitFor();
      await page.getByRole('region', { name: 'Emoji' }).getByRole('button').first().waitFor();
    },
  },
  { name: 'message: edit', route, at: atEverything, act: (page) => menuOf(page, 'Lanterns at nine', 'Edit') },
  {
    name: 'message: earlier texts',
    ...{ route, at: atEverything },
    act: (page) => menuOf(page, 'Lanterns at nine', 'Show earlier texts'),
  },
  { name: 'message: remind', route, at: atEverything, act: (page) => menuOf(page, 'Lanterns at nine', 'Remind me') },
  { name: 'message: delete', route, at: atEverything, act: (page) => menuOf(page, 'Lanterns at nine', 'Delete') },
  {
    name: 'message: not sent',
    ...{ route, at: place(silence), before: refused(/\/v1\/channels\/[^/]+\/messages$/, 422) },
    async act(page) {
      await field(page).fill('This does not go');
      await page.keyboard.press('Enter');
      await says(page, /^Not sent\. /);
    },
    async undo(page) {
      await press(page, 'Discard');
      await page.getByText(/^Not sent\. /).waitFor({ state: 'detached' });
      await answerAgain(page);
    },
  },
];

const threads: readonly Screen[] = [
  {
    name: 'thread',
    route,
    at: thread,
    act: (page) => page.getByRole('region', { name: 'Replies' }).getByText('Thanks').waitFor(),
  },
  {
    name: 'thread: could not be loaded',
    ...{ route, at: thread, before: refused(/\/messages\?.*thread/, 500), undo: answerAgain },
    act: (page) => says(page, 'The thread could not be loaded'),
  },
  ...(['About', 'Members', 'Pinned', 'Files'] as const).map(
    (tab): Screen => ({
      name: `details: ${tab.toLowerCase()}`,
      ...{ route, at: atEverything },
      async act(page) {
        await seen(page);
        await press(page, 'Details');
        await chooseTab(tab)(page);
        await page.getByRole('tab', { name: tab, selected: true }).waitFor();
      },
    }),
  ),
  {
    name: 'details: leave',
    ...{ route, at: atEverything },
    act: (page) => press(page, 'Details', 'Leave channel'),
  },
  { name: 'details: archive', route, at: atEverything, act: (page) => press(page, 'Details', 'Archive channel') },
  {
    name: 'details: change the topic',
    ...{ route, at: atEverything },
    act: (page) => press(page, 'Details', 'Change the topic'),
  },
  { name: 'bookmarks', route, at: place('workshop'), act: (page) => press(page, 'Change bookmarks') },
];

const writing: readonly Screen[] = [
  { name: 'writing: people to name', route, at: place(silence), act: typed('Hello @ma'), undo: emptied },
  { name: 'writing: channels', route, at: place(silence), act: typed('See #wo'), undo: emptied },
  { name: 'writing: emoji by name', route, at: place(silence), act: typed('So :lan'), undo: emptied },
  {
    name: 'writing: preview',
    ...{ route, at: place(silence), undo: emptied },
    async act(page) {
      await typed('It is **late**, see `tide`')(page);
      await press(page, /^Preview/);
      await page.getByRole('region', { name: 'What it will look like' }).waitFor();
    },
  },
  { name: 'writing: format', route, at: place(silence), act: (page) => press(page, 'Format') },
  {
    name: 'writing: emoji picker',
    ...{ route, at: place(silence) },
    async act(page) {
      await press(page, 'Emoji');
      await page.getByRole('searchbox').fill('lantern');
      await page
        .getByRole('button', { name: /lantern/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'writing: send later',
    ...{ route, at: place(silence), undo: emptied },
    async act(page) {
      await typed('Good morning')(page);
      await press(page, 'Send later');
    },
  },
  {
    name: 'writing: send at a time',
    ...{ route, at: place(silence), undo: emptied },
    async act(page) {
      await typed('Good morning')(page);
      await press(page, 'Send later');
      await page.getByRole('menuitem', { name: 'Choose a time' }).click();
      await page.getByLabel('Date and time').fill('2020-01-01T10:00');
      await says(page, 'This is in the past');
    },
  },
  {
    name: 'writing: too long',
    ...{ route, at: place(silence), undo: emptied },
    async act(page) {
      await field(page).fill('x'.repeat(40_001));
      await says(page, '1 characters too many');
    },
  },
  {
    name: 'writing: many are told',
    ...{ route, at: place('general'), undo: emptied },
    async act(page) {
      await field(page).fill('@channel the tide');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: /^Tell/ }).waitFor();
    },
  },
];

export const conversationScreens: readonly Screen[] = [...reading, ...message, ...threads, ...writing];
