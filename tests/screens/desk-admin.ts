/** The security desk in the administration: policy, keys, webhooks. */
import type { Page } from 'playwright-core';
import { admin, altered, answerAgain, fill, press, refused, type Screen, says, unanswered } from './screen.ts';

const deskKey = (state: string, digit: string, expiresAt: string) => ({
  ...{ fingerprint: digit.repeat(40), address: 'security@kestrel.example', algorithm: 'Ed25519, Curve25519' },
  ...{ createdAt: '2026-01-01T00:00:00Z', expiresAt, state },
});
const someKeys = async (page: Page): Promise<void> => {
  const keys = [
    deskKey('current', 'A', '2026-04-01T00:00:00Z'),
    deskKey('former', 'B', '2027-01-01T00:00:00Z'),
    deskKey('revoked', 'C', '2027-01-01T00:00:00Z'),
  ];
  await altered(/\/v1\/desk\/keys$/, () => ({ address: 'report@kestrel.example', keys }))(page);
  const setBy = `U${'0'.repeat(26)}`;
  await altered(/\/v1\/desk\/policy$/, (published) => ({ ...published, version: 3 }))(page);
  const versions = [{ version: 3, setBy, setAt: '2026-03-01T00:00:00Z' }];
  await altered(/\/v1\/desk\/policy\/versions$/, () => ({ versions }))(page);
};
const madeKey = {
  key: deskKey('current', 'D', '2028-03-01T00:00:00Z'),
  revocationCertificate: `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${`${'w'.repeat(60)}\n`.repeat(6)}=AAAA\n`,
};
const withKeys = (name: string, act: Screen['act']): Screen => ({
  ...admin(name, 'desk', async (page, world) => {
    await page.getByRole('table', { name: 'Versions of the policy' }).waitFor();
    await act?.(page, world);
  }),
  ...{ before: someKeys, undo: answerAgain },
});
const publicDesk: readonly Screen[] = [
  admin('security desk, not open', 'desk', (page) => says(page, 'There is no key yet')),
  admin('security desk, preview', 'desk', (page) => press(page, 'Show the preview')),
  admin('security desk, thanks that cannot be read', 'desk', async (page) => {
    await fill(page, { Thanks: 'Ada without a year' });
    await page.locator('[aria-invalid=true]').waitFor();
  }),
  withKeys('security desk', undefined),
  withKeys('security desk, replace the key', (page) => press(page, 'Replace the key')),
  withKeys('security desk, revoke a key', (page) => press(page, 'Revoke BBBBBBBB')),
  {
    ...withKeys('security desk, the key is made', async (page) => {
      await press(page, 'Replace the key');
      await page.getByRole('dialog').getByRole('button', { name: 'Replace the key' }).click();
      await page.getByRole('dialog', { name: 'The key is made' }).waitFor();
    }),
    async before(page) {
      await someKeys(page);
      await page.route(/\/v1\/desk\/keys$/, (route) =>
        route.request().method() === 'POST' ? route.fulfill({ status: 201, json: madeKey }) : route.fallback(),
      );
    },
  },
  {
    name: 'admin: security desk, failed',
    ...{ route: '/admin/:section', at: '/admin/desk', before: refused(/\/v1\/desk/, 500), undo: answerAgain },
    act: (page) => says(page, /could not be (loaded|fetched)|Something failed/),
  },
  {
    name: 'admin: security desk, loading',
    ...{ route: '/admin/:section', at: '/admin/desk', before: unanswered(/\/v1\/desk/), undo: answerAgain },
    act: (page) => page.locator('main [aria-busy=true]').first().waitFor(),
  },
];

const hooked = (part: object) => ({
  ...{ id: `W${'0'.repeat(26)}`, url: 'https://hooks.kestrel.example/desk?key=9b1d', madeBy: `U${'0'.repeat(26)}` },
  ...{ madeAt: '2026-03-01T00:00:00Z', on: true, failures: 0, ...part },
});
const someWebhooks = altered(/\/v1\/desk\/webhooks$/, () => ({
  webhooks: [
    hooked({ last: { at: '2026-03-02T00:00:00Z', outcome: 'answered 204' } }),
    hooked({ id: `W${'1'.repeat(26)}`, failures: 3, last: { at: '2026-03-02T00:00:00Z', outcome: 'answered 503' } }),
    hooked({ id: `W${'2'.repeat(26)}`, on: false, failures: 50 }),
  ],
}));
const madeWebhook = { webhook: hooked({}), secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=' };

const webhooks: readonly Screen[] = [
  {
    ...admin('security desk, webhooks', 'desk', (page) => page.getByRole('table', { name: /^Webhooks/ }).waitFor()),
    ...{ before: someWebhooks, undo: answerAgain },
  },
  admin('security desk, add a webhook', 'desk', (page) => press(page, 'Add a webhook')),
  {
    ...admin('security desk, the webhook is added', 'desk', async (page) => {
      await press(page, 'Add a webhook');
      await fill(page, { Address: 'https://hooks.kestrel.example/desk' });
      await press(page, 'Add it');
      await page.getByRole('dialog', { name: 'The webhook is added' }).waitFor();
    }),
    before: async (page) => {
      await page.route(/\/v1\/desk\/webhooks$/, (route) =>
        route.request().method() === 'POST' ? route.fulfill({ status: 201, json: madeWebhook }) : route.fallback(),
      );
    },
    undo: answerAgain,
  },
];

export const deskAdminScreens: readonly Screen[] = [...publicDesk, ...webhooks];
