import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, PERMISSIONS, type Permission } from '#identity/access/access.ts';
import { auditSize } from '#platform/audit/audit.ts';
import { accountChanges } from './account-changes.ts';
import { attentionChanges, UNAUDITED_ATTENTION } from './attention.ts';
import { channelChanges } from './channel-changes.ts';
import { LEFT_OUT, type Sights, tourOf } from './journeys/demo-tour.ts';
import { noticeChanges } from './notices.ts';
import { peopleChanges } from './people.ts';
import { type Changes, ROLES, startScenario, succeeded } from './scenario.ts';
import { factorChanges } from './second-factors.ts';
import { ssoChanges } from './sso.ts';

/** Routes that anyone may call, and why. */
const OPEN: Readonly<Record<string, string>> = {
  'POST /v1/sign-in': 'nobody is signed in yet',
  'POST /v1/invitations/preview': 'whoever holds the link may see where it leads',
  'GET /v1/mail-notices/:token': 'whoever got the mail sees the button that ends it',
  'POST /v1/mail-notices/:token': 'one click in a mail program, where nobody is signed in',
  'POST /v1/join-requests': 'nobody is in the team yet; the answer tells nothing',
  'POST /v1/claims/preview': 'whoever holds the link may see which account it opens',
  'POST /v1/claims/acceptance': 'whoever holds the link comes into the account by it',
  'POST /v1/invitations/acceptance': 'whoever holds the link becomes a member by it',
  'GET /v1/entrance': 'nobody is signed in yet; it says whether there is a team, and lists none',
  'GET /v1/sign-ins': 'says whose cookies a browser presents; without a valid one, nobody',
  'POST /v1/setup/preview': 'while there is no team, whoever has the link that the server printed',
  'PUT /v1/setup/owner': 'the same',
  'PUT /v1/setup/team': 'the same',
  'PUT /v1/setup/time-zone': 'the same',
  'POST /v1/setup/completion': 'the same',
  'POST /v1/password-resets': 'who forgot the password cannot sign in; the mail goes to the account',
  'POST /v1/password-resets/preview': 'whoever holds the link may see whose password it replaces',
  'POST /v1/password-resets/acceptance': 'whoever holds the link comes into the account by it',
  'GET /v1/teams/:slug/sign-in': 'nobody is signed in yet; it says by which providers one can',
  'POST /v1/sso/requests': 'the same; leads to a provider',
  'POST /v1/sso/requests/completion': 'whom the provider names comes in by it',
  'POST /v1/second-factor-resets/stop': 'who lost the devices is signed in nowhere; the link goes to the account',
};

/** Routes that are open to who has signed in but still owes a second factor, and why. */
const SIGNING_IN: Readonly<Record<string, string>> = {
  'POST /v1/sign-out': 'who cannot finish may leave',
  'POST /v1/sign-in/second-factor': 'this is where one finishes',
  'GET /v1/me/second-factors': 'says with what one may finish, and nothing of the team',
  'PUT /v1/me/authenticator': 'who owes a first one adds it here; the rule refuses who has one to prove',
  'POST /v1/me/authenticator/confirmation': 'the same',
};

/** Changes that are possible only while there is no team; `server/identity/founding/founding.test.ts` makes them. */
const BEFORE_ANY_TEAM = /^(POST|PUT) \/v1\/setup\//;

/** Changes that leave no audit entry, and why. */
const UNAUDITED: Readonly<Record<string, string>> = {
  'PUT /v1/channels/:channel/read-marker': 'a private mark that concerns nobody else; each reading would be an entry',
  'POST /v1/join-requests': 'anybody may ask; the link that is made behind the answer is an entry',
  'POST /v1/claims/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'PATCH /v1/uploads/:file': 'each piece would be an entry; the beginning of an upload and the whole file are one each',
  'POST /v1/invitations/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'POST /v1/password-resets': 'answers before anything is looked up; what it does then is an entry',
  'POST /v1/password-resets/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'POST /v1/sso/requests': 'anybody may go to a provider; the sign-in that comes of it is an entry',
  ...UNAUDITED_ATTENTION,
};

const scenario = await startScenario();
const { app, team, tokens, ids, call, traces } = scenario;
const routes = app.rooms.flatMap((room) => room.routes);
const isReading = ({ method }: { method: string }): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);
const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

test('every route that reads is on the tour of the demo, or left out with a reason', () => {
  const seen = new Set([...Object.keys(tourOf({} as Sights)), ...Object.keys(LEFT_OUT)]);
  const reading = routes.filter(({ method }) => method === 'GET').map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'));
  assert.deepEqual(
    reading.filter((path) => !seen.has(path)),
    [],
  );
});

test('every route says who may call it, and those for anyone are known', (t) => {
  assert.deepEqual(
    routes
      .filter(({ spec }) => spec.may === 'anyone')
      .map(nameOf)
      .toSorted(),
    Object.keys(OPEN).toSorted(),
  );
  for (const { spec } of routes) {
    assert.ok(['anyone', 'signing-in', 'signed-in'].includes(spec.may) || spec.may in PERMISSIONS, spec.may);
  }
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    t.diagnostic(`${permission}: ${ROLES.filter((role) => allows({ role }, permission)).join(' ')}`);
  }
  for (const route of routes) t.diagnostic(`${nameOf(route)}: ${route.spec.may}`);
});

test('every request schema is closed: what it does not name is refused', () => {
  for (const route of routes) {
    for (const schema of [route.spec.params, route.spec.query, route.spec.body]) {
      if (!schema) continue;
      const variants = 'anyOf' in schema ? (schema.anyOf as object[]) : [schema];
      for (const variant of variants)
        assert.equal((variant as { additionalProperties?: boolean }).additionalProperties, false, nameOf(route));
    }
  }
});

/** The address with something well-formed in each place; the caller is judged before it is looked up. */
const addressOf = (path: string): string =>
  path
    .replace('mail-notices/:token', `mail-notices/${'A'.repeat(80)}`)
    .replace(':slug', 'kestrel')
    .replace(':provider', `X${'0'.repeat(26)}`)
    .replace(':channel', `C${'0'.repeat(26)}`)
    .replace(':member', ids.member)
    .replace(':ts', '1.000000')
    .replace(':scheduled', `Q${'0'.repeat(26)}`)
    .replace(':bookmark', `L${'0'.repeat(26)}`)
    .replace(':name', 'party')
    .replace(':reminder', `R${'0'.repeat(26)}`)
    .replace(':group', `S${'0'.repeat(26)}`)
    .replace(
      /:(session|token|invitation)/,
      (_whole, what: string) => `${what === 'token' ? 'K' : what.charAt(0).toUpperCase()}${'0'.repeat(26)}`,
    )
    .replace(':domain', 'harbour.example')
    .replace(':card', '1')
    .replace(':field', `P${'0'.repeat(26)}`)
    .replace(':file', `F${'0'.repeat(26)}`)
    .replace(':emoji', 'eyes');

test('who is not signed in is refused everywhere else, and leaves no trace', async () => {
  const before = await traces();
  for (const route of routes) {
    if (route.spec.may === 'anyone') continue;
    for (const token of [
      undefined,
      'wrs_nonsense',
      `${tokens.owner.slice(0, -1)}${tokens.owner.endsWith('A') ? 'B' : 'A'}`,
    ]) {
      const { status, body } = await call(
        route.method,
        addressOf(route.path),
        token,
        isReading(route) ? undefined : {},
      );
      assert.equal(status, 401, `${nameOf(route)} ${JSON.stringify(body)}`);
      if (route.method !== 'HEAD') assert.equal(body.type, 'urn:wardroom:problem:http/sign-in-needed');
    }
  }
  assert.deepEqual(await traces(), before);
});

test('who still owes a second factor is refused everywhere but where one signs in, and leaves no trace', async () => {
  assert.deepEqual(routes.filter(({ spec }) => spec.may === 'signing-in').map(nameOf), Object.keys(SIGNING_IN));
  const past = { requiredFrom: '2020-01-01T00:00:00Z' };
  succeeded(await call('PUT', '/v1/two-factor-policy', tokens.owner, past));
  const before = await traces();
  for (const route of routes) {
    if (route.spec.may === 'anyone' || route.spec.may === 'signing-in') continue;
    const { status, body } = await call(
      route.method,
      addressOf(route.path),
      tokens.owner,
      isReading(route) ? undefined : {},
    );
    assert.equal(status, 403, `${nameOf(route)} ${JSON.stringify(body)}`);
    if (route.method !== 'HEAD') assert.equal(body.type, 'urn:wardroom:problem:two-factor/enrolment-needed');
  }
  assert.deepEqual(await traces(), before);
  await app.units.open({ team }, ({ sql }) => sql.deleteFrom('two_factor_policies').execute());
});

test('a role without the permission is refused, and leaves no trace', async () => {
  const before = await traces();
  for (const route of routes) {
    const may = route.spec.may;
    if (['anyone', 'signing-in', 'signed-in'].includes(may)) continue;
    for (const role of ROLES) {
      if (allows({ role }, may as Permission)) continue;
      const { status, body } = await call(
        route.method,
        addressOf(route.path),
        tokens[role],
        isReading(route) ? undefined : {},
      );
      assert.equal(status, 403, `${nameOf(route)} as ${role}: ${JSON.stringify(body)}`);
      if (route.method !== 'HEAD') assert.equal(body.permission, may);
    }
  }
  assert.deepEqual(await traces(), before);
});

/** One successful call of every changing route, in an order in which each finds what it needs. */
const everyChange = async (): Promise<Changes> => ({
  ...(await channelChanges(scenario)),
  ...(await attentionChanges(scenario)),
  ...(await noticeChanges(scenario)),
  ...(await peopleChanges(scenario)),
  ...(await ssoChanges(scenario)),
  ...(await factorChanges(scenario)),
  ...(await accountChanges(scenario)),
});

test('every change writes an audit entry, unless it is listed with a reason', async () => {
  const changes = new Map(Object.entries(await everyChange()));
  const changing = routes
    .filter((route) => !isReading(route))
    .map(nameOf)
    .filter((name) => !BEFORE_ANY_TEAM.test(name));
  assert.deepEqual([...changes.keys()].toSorted(), changing.toSorted(), 'each changing route has its call here');
  const size = () => app.units.open({ team }, auditSize);
  for (const [name, change] of changes) {
    const before = await size();
    succeeded(await change());
    const entries = (await size()) - before;
    if (name in UNAUDITED) continue;
    assert.ok(entries > 0, `${name} wrote no audit entry`);
  }
});

test('reading changes nothing', async () => {
  const before = await traces();
  for (const route of routes) {
    if (!isReading(route) || /:(channel|ts|group|name|file)/.test(route.path)) continue;
    const address =
      route.path === '/v1/search' ? '/v1/search?q=hello' : addressOf(route.path).replace(ids.member, ids.bot);
    succeeded(await call(route.method, address, tokens.owner));
  }
  assert.deepEqual(await traces(), before);
});
