/** Providers for signing in, domains of the team and its directory: the settings, and what people meet. */
import type { Page } from 'playwright-core';
import { SSO_WORDS } from '#contract/sign-in-refusals.ts';
import { altered, answerAgain, fill, press, refused, type Screen, says, unanswered } from './screen.ts';

const id = (letter: string, last: number): string => `${letter}${String(last).padStart(26, '0')}`;
const kestrel = 'https://chat.kestrel.example';
const certificate = (at: number, notAfter: string) => ({
  fingerprint: `${at}9f4c02be71d3a58`.repeat(4),
  ...{ notBefore: '2024-01-01T00:00:00Z', notAfter },
});
const google = {
  ...{ id: id('X', 1), name: 'Google', isOn: true, redirectUri: `${kestrel}/t/demo/sso/${id('X', 1)}` },
  settings: {
    ...{ kind: 'oidc', issuer: 'https://accounts.google.com', clientId: '4417-lantern.apps.example' },
    ...{ hostedDomains: ['kestrel.example'], vouchesForAddresses: false },
  },
  newAccounts: { role: 'member', claim: 'groups', roles: [{ value: 'deck', role: 'guest' }] },
  acceptedAt: '2026-02-01T08:15:00Z',
};
const described = {
  entityId: 'https://identity.kestrel-harbour-services.example/simplesaml/saml2/idp/metadata.php',
  signInUrl: 'https://identity.kestrel-harbour-services.example/simplesaml/saml2/idp/SSOService.php',
  certificates: ['AAAA', 'BBBB'],
};
const harbour = {
  ...{ id: id('X', 2), name: 'The identity provider of the harbour and its services', isOn: false },
  redirectUri: `${kestrel}/t/demo/sso/${id('X', 2)}`,
  settings: { kind: 'saml', ...described, takesUnasked: false, signsOutThere: true, vouchesForAddresses: true },
  saml: {
    metadataUrl: `${kestrel}/v1/teams/demo/sso/${id('X', 2)}/metadata`,
    signOutUrl: `${kestrel}/v1/teams/demo/sso/${id('X', 2)}/sign-out`,
    keys: [
      { id: id('Z', 1), ...certificate(1, '2036-01-01T00:00:00Z') },
      { id: id('Z', 2), ...certificate(2, '2036-06-01T00:00:00Z') },
    ],
    certificates: [certificate(3, '2025-01-01T00:00:00Z'), certificate(4, '2036-01-01T00:00:00Z')],
  },
};
const withProviders = altered(/\/v1\/sso$/, (sso) => ({
  ...{ ...sso, mode: 'required', countsAsFactor: true, share: { people: 40, by: 31 } },
  providers: [google, harbour],
}));
const domain = {
  domain: 'kestrel.example',
  recordName: '_wardroom.kestrel.example',
  record: `wardroom=${'x7'.repeat(20)}`,
};
const withDomains = altered(/\/v1\/claimed-domains$/, () => ({
  domains: [
    { ...domain, provenAt: '2026-02-01T08:15:00Z', provenBy: 'dns' },
    {
      ...{ ...domain, domain: 'harbour-and-lighthouse-services.example' },
      recordName: '_wardroom.harbour-and-lighthouse-services.example',
    },
  ],
}));
const token = (at: number, name: string, more: object) => ({
  ...{ id: id('V', at), name, createdAt: '2026-01-01T00:00:00Z', ...more },
});
const filterRefused =
  'This filter is not one that is answered here. The document of the server lists what can be asked for.';
const withDirectory = altered(/\/v1\/provisioning$/, (overview) => ({
  ...{ ...overview, people: 214 },
  credentials: [
    token(1, 'Entra ID', {
      ...{ succeededAt: '2026-02-01T08:15:00Z', refusedAt: '2026-01-20T10:00:00Z', refusal: filterRefused },
    }),
    token(2, 'Entra ID, from March on', {}),
  ],
  groups: [
    { id: id('H', 1), name: 'All who work at the harbour, the lighthouse or on the ferry', members: 214 },
    { id: id('H', 2), name: 'Administrators', members: 3, role: 'admin' },
  ],
  calls: [
    { at: '2026-02-01T08:15:00Z', line: 'PATCH /Users/:id', status: 200 },
    { at: '2026-01-20T10:00:00Z', line: 'GET /Users', status: 400, refusal: filterRefused },
  ],
}));

const section = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** A state of one section of the page, brought into view. */
function state(
  name: string,
  title: string,
  before: Screen['before'],
  act: (page: Page) => Promise<unknown> = async () => {},
): Screen {
  return {
    name: `single sign-on: ${name}`,
    ...{ route: '/admin/:section', at: '/admin/sign-in' },
    ...(before ? { before, undo: answerAgain } : {}),
    async act(page) {
      await section(page, title).waitFor();
      await act(page);
      // It stays in view when the window becomes another size.
      await page.evaluate(
        "{ const heading = [...document.querySelectorAll('main h2')]" +
          `.find(({ textContent }) => textContent === '${title}');` +
          "const show = () => heading.closest('section').scrollIntoView(); addEventListener('resize', show); show(); }",
      );
    },
  };
}

const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) }).waitFor();
const providers = 'Providers for signing in';
const domains = 'Domains of the team';
const directory = 'Provisioning';
const choose = (page: Page, kind: string) => page.getByRole('radio', { name: kind }).check();

const chosen: readonly Screen[] = [
  state('none', providers, undefined, (page) => says(page, 'There is none: everybody')),
  state('loading', providers, unanswered(/\/v1\/(sso|claimed-domains|provisioning)$/), (page) =>
    page.locator('main [aria-busy=true]').first().waitFor(),
  ),
  state('failed', providers, refused(/\/v1\/(sso|claimed-domains|provisioning)$/, 500), (page) =>
    says(page, 'Something failed on the server'),
  ),
  state('providers', providers, withProviders, (page) => row(page, 'Google')),
  state('add one', providers, undefined, (page) => press(page, 'Add a provider')),
  state(
    'add one by metadata',
    providers,
    (page) => page.route('**/v1/sso/metadata', (route) => route.fulfill({ json: described })),
    async (page) => {
      await press(page, 'Add a provider');
      await choose(page, 'SAML 2.0');
      await fill(page, { 'Metadata of the provider': 'https://identity.kestrel.example/metadata' });
      await press(page, 'Read metadata');
      await says(page, '2 certificates');
      await page.getByRole('status').filter({ hasText: '2 certificates' }).scrollIntoViewIfNeeded();
    },
  ),
  state('metadata that cannot be read', providers, undefined, async (page) => {
    await press(page, 'Add a provider');
    await choose(page, 'SAML 2.0');
    await fill(page, { 'Metadata of the provider': '<none/>' });
    await press(page, 'Read metadata');
    await page.locator('[aria-invalid=true]').waitFor();
  }),
  state('change one', providers, withProviders, (page) => press(page, 'Edit Google')),
  state('addresses of one', providers, withProviders, async (page) => {
    await press(page, /^Addresses and certificates of The identity/);
    await dialog(page);
  }),
  state(
    'require it',
    'Who signs in by a provider',
    async (page) => {
      await withProviders(page);
      const preview = { people: 9, devices: 14, unknown: 3 };
      await page.route(/\/v1\/sso\/policy\/preview/, (route) => route.fulfill({ json: preview }));
    },
    async (page) => {
      await row(page, 'Google');
      await page.getByRole('radio', { name: 'Required for all but guests' }).check();
      await page
        .getByRole('region', { name: 'Who signs in by a provider' })
        .getByRole('button', { name: 'Save' })
        .click();
      await dialog(page);
    },
  ),
  state('take back that it counts', 'Who signs in by a provider', withProviders, async (page) => {
    await row(page, 'Google');
    await page.getByRole('checkbox', { name: 'It counts as a second factor' }).uncheck();
    await page
      .getByRole('region', { name: 'Who signs in by a provider' })
      .getByRole('button', { name: 'Save' })
      .click();
    await dialog(page);
  }),
  state(
    'a policy that was refused',
    'Who signs in by a provider',
    async (page) => {
      await withProviders(page);
      await refused(/\/v1\/sso\/policy\/preview/, 500)(page);
    },
    async (page) => {
      await row(page, 'Google');
      await page.getByRole('radio', { name: 'Required for all but guests' }).check();
      await page
        .getByRole('region', { name: 'Who signs in by a provider' })
        .getByRole('button', { name: 'Save' })
        .click();
      await page.getByRole('alert').getByText('Something failed').waitFor();
    },
  ),
  state('remove a certificate', providers, withProviders, async (page) => {
    await press(page, /^Addresses and certificates of The identity/, /^Remove 1/);
    await page.getByRole('dialog', { name: /^Remove the certificate/ }).waitFor();
  }),
  state('domains', domains, withDomains, (page) => row(page, 'kestrel.example')),
  state('a domain that is none', domains, undefined, async (page) => {
    await fill(page, { 'Domain of your organisation': 'gmail.com' });
    await press(page, 'Add the domain');
    await page.locator('[aria-invalid=true]').waitFor();
  }),
  state('prove a domain', domains, withDomains, async (page) => {
    await press(page, /^Prove harbour/);
    await dialog(page);
  }),
  state('remove a domain', domains, withDomains, async (page) => {
    await press(page, 'Remove kestrel.example');
    await page.getByRole('dialog', { name: /^Remove kestrel/ }).waitFor();
  }),
  state('make admins of a group', directory, withDirectory, async (page) => {
    await page.getByLabel(/^Who is in All who work/).selectOption('Admins');
    await dialog(page);
  }),
  state('directory', directory, withDirectory, (page) => row(page, 'Administrators')),
  state('directory, remove a token', directory, withDirectory, (page) => press(page, 'Remove Entra ID')),
];

const claims = [
  { name: 'NameID', value: '_c1f3b2a4' },
  { name: 'email', value: 'ada@kestrel.example' },
  {
    name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/groups',
    value: '["deck","harbour-office","lighthouse"]',
  },
];
const tested = (name: string, answer: object): Screen => ({
  name: `provider: a test, ${name}`,
  ...{ route: 'sso', as: 'owner', at: `/t/demo/sso/${google.id}?state=wrp_${'0'.repeat(26)}`, undo: answerAgain },
  before: (page) => page.route('**/v1/sso/tests/completion', (route) => route.fulfill({ json: answer })),
  act: (page) => page.getByRole('heading', { level: 1, name: 'What the provider said' }).waitFor(),
});
const offering = (name: string, onlyProviders: boolean): Screen => ({
  name: `sign in: ${name}`,
  ...{ route: 'signin', as: 'nobody', at: '/t/demo/signin', undo: answerAgain },
  before: altered(/\/v1\/teams\/demo\/sign-in$/, () => ({
    providers: [google, harbour].map((one) => ({ id: one.id, name: one.name })),
    onlyProviders,
  })),
  act: (page) => page.getByRole('button', { name: 'Sign in with Google' }).waitFor(),
});

const forged = { outcome: 'refused', reason: 'sso/bad-signature', words: SSO_WORDS['bad-signature'] };
const met: readonly Screen[] = [
  offering('by a provider or a password', false),
  offering('by a provider alone', true),
  tested('that knows the person', { outcome: 'known', member: id('U', 1), role: 'member', claims }),
  tested('that is refused', { ...forged, claims: claims.slice(0, 1) }),
];

export const ssoScreens: readonly Screen[] = [...chosen, ...met];
