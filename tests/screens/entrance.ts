/** What is seen before one is signed in. */
import type { Page } from 'playwright-core';
import { altered, answerAgain, button, fill, press, refused, type Screen, says } from './screen.ts';
import type { World } from './world.ts';

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor();
const password = 'tide pool lantern seven';
const createTeam = async (page: Page): Promise<void> => {
  await press(page, 'Create the team');
  await heading('Add a passkey')(page);
};

/** The sign-in of somebody who owes a second factor, and has a passkey and an app. */
const owing = async (page: Page): Promise<void> => {
  await altered(/\/v1\/sign-ins$/, ({ signIns }) => ({
    signIns: (signIns as object[]).map((one) => ({ ...one, owes: 'second-factor' })),
  }))(page);
  await altered(/\/v1\/me\/second-factors$/, (factors) => ({
    ...factors,
    authenticator: { since: '2026-01-01T00:00:00Z' },
    passkey: { isPossible: true, isReady: true },
  }))(page);
};

const founding: readonly Screen[] = (
  [
    { name: 'no team', route: '/', at: '/', act: heading('There is no team here yet') },
    { name: 'you', route: '/setup', act: heading('Set up Wardroom') },
    {
      name: 'a password that is easily guessed',
      route: '/setup',
      async act(page) {
        await fill(page, {
          'Your name': 'Mei Tan',
          'E-mail address': 'mei@kestrel.example',
          Password: 'qwertyuiop123',
        });
        await press(page, 'Continue');
        await says(page, 'The password is easy to guess.');
      },
    },
    {
      name: 'team',
      route: '/setup',
      async act(page) {
        await fill(page, { 'Your name': 'Mei Tan', 'E-mail address': 'mei@kestrel.example', Password: password });
        await press(page, 'Continue');
        await heading('Name the team')(page);
        await fill(page, { 'Name of the team': 'Kestrel & Söhne', Address: 'Kestrel' });
        await says(page, 'Use lower-case letters');
      },
    },
    {
      name: 'time zone',
      route: '/setup',
      async act(page) {
        await fill(page, { 'Name of the team': 'Kestrel & Söhne', Address: 'kestrel' });
        await press(page, 'Continue');
        await heading('Your time zone')(page);
      },
    },
    { name: 'second factor', route: '/setup', act: createTeam },
    {
      name: 'people',
      route: '/setup',
      // As after a reload: the token is used up.
      at: '/setup#team=kestrel',
      async act(page) {
        await heading('Invite people')(page);
        await fill(page, { 'E-mail address': 'dan@kestrel.example' });
        await press(page, 'Invite');
        await says(page, 'no mail server is set');
      },
    },
  ] as const satisfies readonly Partial<Screen>[]
).map((one) => ({ at: ({ founding }: World) => founding.setup, ...one, name: `setup: ${one.name}`, as: 'founder' }));

const of = (page: string) => ({ route: page, as: 'nobody', at: `/t/demo/${page}` }) as const;
const mail = async (page: Page): Promise<void> => {
  await fill(page, { 'E-mail address': 'ada@harbour.example' });
  await press(page, 'Mail me a link');
  await heading('Look into your mail')(page);
};

const entering: readonly Screen[] = [
  {
    name: 'setup: used up',
    ...{ route: '/setup', as: 'nobody', at: '/setup#none' },
    act: heading('This link does not work any more'),
  },
  { name: 'entrance: which team', route: '/', as: 'nobody', at: '/', act: heading('Which team?') },
  {
    name: 'entrance: no address of a team',
    ...{ route: '/', as: 'nobody', at: '/' },
    async act(page) {
      await fill(page, { 'Address of the team': 'not a slug' });
      await press(page, 'Continue');
      await says(page, 'Use lower-case letters');
    },
  },
  {
    name: 'entrance: nothing at this address',
    route: '',
    as: 'nobody',
    at: '/nothing/here',
    act: heading(/nothing at this/),
  },
  { name: 'sign in', ...of('signin'), act: heading(/^Sign in to/) },
  {
    name: 'sign in: waiting after wrong tries',
    ...of('signin'),
    async before(page) {
      const title = 'After several wrong tries the next one has to wait a little. Nothing was changed; try again then.';
      const type = 'urn:wardroom:problem:guessing/too-soon';
      const body = JSON.stringify({ type, title, status: 429, retryAfterSeconds: 120 });
      const answer = { status: 429, contentType: 'application/problem+json', body };
      await page.route(/\/v1\/sign-in$/, (route) =>
        route.request().method() === 'POST' ? route.fulfill(answer) : route.continue(),
      );
    },
    undo: answerAgain,
    async act(page) {
      await fill(page, { 'E-mail address': 'ada@harbour.example', Password: password });
      await press(page, 'Sign in');
      await button(page, /^Sign in in 1\d\d s$/).waitFor();
    },
  },
  {
    name: 'sign in: wrong password',
    ...of('signin'),
    async act(page) {
      await fill(page, { 'E-mail address': 'dan@demo.example', Password: 'not this one' });
      await press(page, 'Sign in');
      await page.getByRole('alert').getByText('is not right').waitFor();
    },
  },
  {
    name: 'sign in: signed out',
    ...of('signin'),
    at: '/t/demo/signin?out',
    act: (page) => says(page, 'You are signed out'),
  },
  { name: 'sign in: as another', ...of('signin'), as: 'owner', act: (page) => says(page, 'You are signed in as') },
  {
    name: 'sign in: offline',
    ...of('signin'),
    async act(page) {
      await heading(/^Sign in to/)(page);
      await page.context().setOffline(true);
      await says(page, 'This device is offline.');
    },
    undo: (page) => page.context().setOffline(false),
  },
  {
    name: 'sign in: could not be loaded',
    ...of('signin'),
    before: refused(/\/v1\/entrance/, 500),
    act: heading('This page could not be loaded'),
    undo: answerAgain,
  },
  { name: 'finish: sign in first', ...of('finish'), act: heading('Sign in first') },
  {
    name: 'sign in: no passkey',
    ...of('signin'),
    before: (page) => page.route(/passkey-request/, (route) => route.abort()),
    async act(page) {
      await press(page, 'Sign in with a passkey');
      await page.getByText('The server did not answer').waitFor();
    },
    undo: answerAgain,
  },
  { name: 'finish: add a passkey', ...of('finish'), as: 'owner', act: heading('Add a passkey') },
  {
    name: 'finish: add an app',
    ...{ ...of('finish'), as: 'owner' },
    async act(page) {
      await press(page, 'Use an authenticator app instead');
      await heading('Add an authenticator app')(page);
    },
  },
  {
    name: 'finish: by a passkey',
    ...{ ...of('finish'), as: 'owner', before: owing, undo: answerAgain },
    act: heading('Use your passkey'),
  },
  {
    name: 'finish: by a recovery code',
    ...{ ...of('finish'), as: 'owner', before: owing, undo: answerAgain },
    async act(page) {
      await press(page, 'Neither is at hand');
      await heading('Use a recovery code')(page);
    },
  },
  { name: 'keep the factor', ...of('keep-factor'), act: heading('Keep your second factor') },
  {
    name: 'keep the factor: no reset',
    ...{ ...of('keep-factor'), at: '/t/demo/keep-factor#none' },
    async act(page) {
      await press(page, /^Stop/);
      await page.getByRole('alert').or(page.getByText('No reset is under way')).first().waitFor();
    },
  },
  {
    name: 'provider: not signed in',
    ...{ route: 'sso', as: 'nobody', at: `/t/demo/sso/X${'0'.repeat(26)}?state=none` },
    act: heading('You are not signed in'),
  },
  { name: 'invitation', ...of('invite'), at: ({ links }) => links.invite, act: heading(/^Join/) },
  {
    name: 'invitation: a short name that is taken',
    ...of('invite'),
    at: ({ links }) => links.invite,
    async act(page) {
      await fill(page, {
        'Your name': 'Dan',
        'Short name': 'maximiliana',
        'E-mail address': 'dan@x.example',
        Password: password,
      });
      await press(page, 'Join');
      await says(page, 'already has this short name');
    },
  },
  {
    name: 'invitation: used up',
    ...of('invite'),
    at: '/t/demo/invite#wri_none',
    act: heading('This link does not work any more'),
  },
  { name: 'claim', ...of('claim'), at: ({ links }) => links.claim, act: heading(/^Your account/) },
  { name: 'reset: ask', ...of('reset'), act: heading('Forgot the password?') },
  { name: 'reset: asked', ...of('reset'), act: mail },
  { name: 'reset', ...of('reset'), at: ({ links }) => links.reset, act: heading('Choose a new password') },
  { name: 'join', ...of('join'), act: heading('Join with your work address') },
  { name: 'email: sign in first', ...of('email'), at: ({ links }) => links.email, act: heading(/^Sign in to confirm/) },
  {
    name: 'email',
    ...of('email'),
    as: 'owner',
    at: ({ links }) => links.email,
    act: heading('Confirm your new address'),
  },
  {
    name: 'email: confirmed',
    ...of('email'),
    ...{ as: 'owner', at: ({ links }) => links.email },
    // The owner goes on signing in with the former one.
    before: (page) => page.route(/confirmation/, (route) => route.fulfill({ status: 204 })),
    async act(page) {
      await press(page, 'Confirm');
      await heading('The address is confirmed')(page);
    },
    undo: answerAgain,
  },
];

export const entranceScreens: readonly Screen[] = [...founding, ...entering];
