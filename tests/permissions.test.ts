import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, uuidOf } from '#contract/ids.ts';
import { SCOPE_NAMES, SCOPES, type Scope } from '#contract/tokens.ts';
import { allows, neededFor, PERMISSIONS, type Permission } from '#identity/access/access.ts';
import { createToken } from '#identity/api-tokens/api-tokens.ts';
import { requireMember } from '#identity/members/members.ts';
import { auditSize } from '#platform/audit/audit.ts';
import { accountChanges } from './account-changes.ts';
import { attentionChanges, UNAUDITED_ATTENTION } from './attention.ts';
import { channelChanges } from './channel-changes.ts';
import { caseChanges, UNAUDITED_CASES } from './desk-cases.ts';
import { intakeChanges } from './desk-intake.ts';
import { mailChanges } from './desk-mails.ts';
import { OPEN_DESK_PAGES } from './desk-pages.ts';
import { LEFT_OUT, type Sights, tourOf } from './journeys/demo-tour.ts';
import { noticeChanges } from './notices.ts';
import { passkeyChanges } from './passkeys.ts';
import { peopleChanges } from './people.ts';
import { addDirectory, provisioningChanges } from './provisioning.ts';
import { publicDeskChanges } from './public-desk.ts';
import { type Changes, ROLES, startScenario, succeeded } from './scenario.ts';
import { factorChanges } from './second-factors.ts';
import { sessionChanges } from './sessions.ts';
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
  'POST /v1/sign-in/passkey-request': 'nobody is signed in yet; it names no account and lists no key',
  'POST /v1/sign-in/passkey': 'whoever holds a passkey and unlocks it comes into its account',
  'GET /v1/teams/:slug/sso/:provider/metadata': 'providers read it; it holds no secret',
  'GET /v1/teams/:slug/sso/:provider/sign-out': 'providers send browsers there; what it changes they have signed for',
  'POST /v1/teams/:slug/sso/:provider/sign-out': 'the same',
  ...OPEN_DESK_PAGES,
  'POST /v1/second-factor-resets/stop': 'who lost the devices is signed in nowhere; the link goes to the account',
};

/** Routes that are open to who has signed in but still owes a second factor, and why. */
const SIGNING_IN: Readonly<Record<string, string>> = {
  'POST /v1/sign-out': 'who cannot finish may leave',
  'POST /v1/sign-in/second-factor/passkey-request': 'the question to which a passkey is the answer',
  'POST /v1/sign-in/second-factor': 'this is where one finishes',
  'GET /v1/me/second-factors': 'says with what one may finish, and nothing of the team',
  'PUT /v1/me/authenticator': 'who owes a first one adds it here; the rule refuses who has one to prove',
  'POST /v1/me/authenticator/confirmation': 'the same',
  'POST /v1/me/passkey-request': 'the same',
  'POST /v1/me/passkeys': 'the same',
  'GET /v1/sso/sign-out': 'who cannot finish may leave, and the provider with it',
};

/** Changes that are possible only while there is no team; `server/identity/founding/founding.test.ts` makes them. */
const BEFORE_ANY_TEAM = /^(POST|PUT) \/v1\/setup\//;

/** What another protocol has and we do not: said so at its address, by the rule that its tests meet. */
const NOT_OFFERED = 'POST /scim/v2/Bulk';

/** Changes that leave no audit entry, and why. */
const UNAUDITED: Readonly<Record<string, string>> = {
  'PUT /v1/channels/:channel/read-marker': 'a private mark that concerns nobody else; each reading would be an entry',
  'POST /v1/join-requests': 'anybody may ask; the link that is made behind the answer is an entry',
  'POST /v1/claims/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'PATCH /v1/uploads/:file': 'each piece would be an entry; the beginning of an upload and the whole file are one each',
  'POST /v1/invitations/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'POST /v1/password-resets': 'answers before anything is looked up; what it does then is an entry',
  'POST /v1/password-resets/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
  'POST /v1/sign-in/passkey-request': 'a question; the sign-in that answers it is an entry',
  'POST /v1/sign-in/second-factor/passkey-request': 'the same',
  'POST /v1/me/proof/passkey-request': 'the same, of a proof',
  'POST /v1/me/passkey-request': 'the same, of a passkey that is added',
  'POST /v1/sso/requests': 'anybody may go to a provider; the sign-in that comes of it is an entry',
  'POST /v1/sso/metadata': 'reads what is given to it; what is made of it is an entry',
  ...UNAUDITED_ATTENTION,
  ...UNAUDITED_CASES,
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
    assert.ok(['anyone', 'signing-in', 'signed-in', 'client'].includes(spec.may) || spec.may in PERMISSIONS, spec.may);
  }
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    t.diagnostic(`${permission}: ${ROLES.filter((role) => allows({ role }, permission)).join(' ')}`);
  }
  for (const route of routes) t.diagnostic(`${nameOf(route)}: ${route.spec.may}`);
});

test('every request schema is closed: what it does not name is refused', () => {
  for (const route of routes) {
    // What another protocol's clients send has more in it than is read, as that protocol wants it (RFC 7644, 3.3).
    const body = route.spec.dialect ? undefined : route.spec.body;
    for (const schema of [route.spec.params, route.spec.query, body]) {
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
    .replace(':key', `Z${'0'.repeat(26)}`)
    .replace(':channel', `C${'0'.repeat(26)}`)
    .replace(':case', `N${'0'.repeat(26)}`)
    .replace(':mail', `M${'0'.repeat(26)}`)
    .replace(':letter', '1')
    .replace(':fact', 'public')
    .replace(':branch', '1')
    .replace(':cve', 'CVE-1900-0001')
    .replace(':member', ids.member)
    .replace(':ts', '1.000000')
    .replace(':scheduled', `Q${'0'.repeat(26)}`)
    .replace(':bookmark', `L${'0'.repeat(26)}`)
    .replace(':name', 'party')
    .replace(':reminder', `R${'0'.repeat(26)}`)
    .replace('user-groups/:group', `user-groups/S${'0'.repeat(26)}`)
    .replace(
      /:(session|token|invitation)/,
      (_whole, what: string) => `${what === 'token' ? 'K' : what.charAt(0).toUpperCase()}${'0'.repeat(26)}`,
    )
    .replace(':passkey', `Y${'0'.repeat(26)}`)
    .replace(':domain', 'harbour.example')
    .replace(':card', '1')
    .replace(':credential', `V${'0'.repeat(26)}`)
    .replace('provisioning/groups/:group', `provisioning/groups/H${'0'.repeat(26)}`)
    .replace(':id', 'User')
    .replace(':fingerprint', '0'.repeat(40))
    .replace(':version', '1')
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
    if (['anyone', 'signing-in', 'client'].includes(route.spec.may)) continue;
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

test('every route says what a token needs for it, or is closed to tokens', (t) => {
  const known = new Set<string>([...SCOPE_NAMES, 'any', 'none']);
  for (const route of routes) {
    const { may, scope } = route.spec;
    if (['anyone', 'client'].includes(may)) continue;
    // What belongs to no permission says so itself; who is not signed in wholly presents no token.
    if (may === 'signed-in') assert.ok(scope !== undefined, nameOf(route));
    assert.ok(known.has(neededFor(route)), nameOf(route));
    if (may === 'signing-in') assert.equal(neededFor(route), 'none', nameOf(route));
    t.diagnostic(`${nameOf(route)}: ${neededFor(route)}`);
  }
  const used = new Set<string>(routes.map(neededFor));
  assert.deepEqual(
    SCOPE_NAMES.filter((scope) => !used.has(scope)),
    // Asked for within rules alone.
    ['moderation:write'],
  );
});

test('the API document names the scope that each route asks of a token', async () => {
  const { paths, components } = succeeded(await call('GET', '/v1/openapi.json', undefined));
  for (const scope of SCOPE_NAMES)
    assert.ok(components.securitySchemes.token.description.includes(`\`${scope}\`: ${SCOPES[scope]}`));
  for (const route of routes) {
    const { security } = paths[route.path.replaceAll(/:(\w+)/g, '{$1}')][route.method.toLowerCase()];
    const needed = neededFor(route);
    const token = needed === 'none' ? [] : [{ token: needed === 'any' ? [] : [needed] }];
    const named = route.spec.may === 'client' ? [{ bearer: [] }] : [{ device: [] }, ...token];
    assert.deepEqual(security, route.spec.may === 'anyone' ? undefined : named, nameOf(route));
  }
});

test('a token opens no route beyond its scopes, is told which one is missing, and leaves no trace', async () => {
  const tokenWith = async (scopes: readonly Scope[]): Promise<string> =>
    await app.units.open({ team }, async (work) => {
      const owner = await requireMember(work, uuidOf(ids.owner) as MemberId);
      const { secret } = await createToken(work, owner, { name: 'x', scopes }, { creator: owner.id, by: 'operator' });
      return secret;
    });
  const all = new Map<Scope, string>();
  for (const scope of SCOPE_NAMES) all.set(scope, await tokenWith(SCOPE_NAMES.filter((other) => other !== scope)));
  const whole = await tokenWith(SCOPE_NAMES);
  for (const by of [...all.values(), whole]) succeeded(await call('GET', '/v1/me', by));
  const before = await traces();
  for (const route of routes) {
    const needed = neededFor(route);
    if (['anyone', 'client'].includes(route.spec.may) || needed === 'any') continue;
    const by = needed === 'none' ? whole : (all.get(needed) ?? '');
    const { status, body } = await call(route.method, addressOf(route.path), by, isReading(route) ? undefined : {});
    assert.equal(status, 403, `${nameOf(route)} ${JSON.stringify(body)}`);
    if (route.method === 'HEAD') continue;
    const code = needed === 'none' ? 'device-needed' : 'scope-missing';
    assert.equal(body.type, `urn:wardroom:problem:access/${code}`, nameOf(route));
    if (needed !== 'none') assert.equal(body.scope, needed, nameOf(route));
  }
  assert.deepEqual(await traces(), before);
});

test('a role without the permission is refused, and leaves no trace', async () => {
  const before = await traces();
  for (const route of routes) {
    const may = route.spec.may;
    if (['anyone', 'signing-in', 'signed-in', 'client'].includes(may)) continue;
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

test('a route for clients opens to no person, and a client comes in nowhere else', async () => {
  const directory = await addDirectory(scenario);
  const before = await traces();
  for (const route of routes) {
    if (route.spec.may === 'anyone') continue;
    const body = isReading(route) ? undefined : {};
    const callers = route.spec.may === 'client' ? ROLES.map((role) => tokens[role]) : [directory];
    for (const by of callers)
      assert.equal((await call(route.method, addressOf(route.path), by, body)).status, 401, nameOf(route));
  }
  assert.deepEqual(await traces(), before);
  const { credentials } = succeeded(await call('GET', '/v1/provisioning', tokens.owner));
  succeeded(await call('DELETE', `/v1/provisioning/credentials/${credentials[0].id}`, tokens.owner));
});

/** One successful call of every changing route, in an order in which each finds what it needs. */
const everyChange = async (): Promise<Changes> => ({
  ...(await channelChanges(scenario)),
  ...(await attentionChanges(scenario)),
  ...(await noticeChanges(scenario)),
  ...(await caseChanges(scenario)),
  ...(await peopleChanges(scenario)),
  ...(await ssoChanges(scenario)),
  ...(await provisioningChanges(scenario)),
  ...(await factorChanges(scenario)),
  ...(await passkeyChanges(scenario)),
  ...(await accountChanges(scenario)),
  ...(await publicDeskChanges(scenario)),
  ...(await intakeChanges(scenario)),
  ...(await mailChanges(scenario)),
  ...sessionChanges(scenario),
});

test('every change writes an audit entry, unless it is listed with a reason', async () => {
  const changes = new Map(Object.entries(await everyChange()));
  const changing = routes
    .filter((route) => !isReading(route))
    .map(nameOf)
    .filter((name) => !BEFORE_ANY_TEAM.test(name) && name !== NOT_OFFERED);
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

/** What some ask for. */
const QUERIES: Readonly<Record<string, string>> = {
  '/v1/search': '?q=hello',
  '/v1/sso/policy/preview': '?mode=required',
};

test('reading changes nothing', async () => {
  const directory = await addDirectory(scenario);
  succeeded(await call('GET', '/scim/v2/Users', directory));
  const before = await traces();
  for (const route of routes) {
    if (!isReading(route) || /:(case|channel|ts|group|name|file|provider|session|branch)|case\/export/.test(route.path))
      continue;
    if (/scim.v2.(Me|Users.:|Groups.:|Schemas.:)/.test(route.path)) continue;
    const address = addressOf(route.path).replace(ids.member, ids.bot) + (QUERIES[route.path] ?? '');
    succeeded(await call(route.method, address, route.spec.may === 'client' ? directory : tokens.owner));
  }
  assert.deepEqual(await traces(), before);
});
