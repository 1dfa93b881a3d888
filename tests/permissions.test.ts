import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, PERMISSIONS, type Permission } from '#identity/access/access.ts';
import { auditSize } from '#platform/audit/audit.ts';
import { tableDigests } from '#platform/testing/testing.ts';
import { attentionChanges, UNAUDITED_ATTENTION } from './attention.ts';
import { LEFT_OUT, type Sights, tourOf } from './journeys/demo-tour.ts';
import { noticeChanges } from './notices.ts';
import { peopleChanges } from './people.ts';
import {
  type Answer,
  addUnclaimed,
  beginUpload,
  clientId,
  mailedToken,
  PASSWORD,
  ROLES,
  sendContent,
  startScenario,
  succeeded,
} from './scenario.ts';

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
};

/** Routes that are open to who has signed in but still owes a second factor, and why. */
const SIGNING_IN: Readonly<Record<string, string>> = {
  'POST /v1/sign-out': 'who cannot finish may leave',
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
  ...UNAUDITED_ATTENTION,
};

const scenario = await startScenario();
const { app, team, tokens, ids, call } = scenario;
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

/** All that is kept, but for the attempts: those are written apart. */
async function traces(): Promise<Record<string, string>> {
  const { attempts: _attempts, ...digests } = await tableDigests(app.database);
  return digests;
}

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

type Changes = Record<string, () => Promise<Answer>>;

/** One successful call of every changing route, in an order in which each finds what it needs. */
const everyChange = async (): Promise<Changes> => ({
  ...(await changesOfChannels()),
  ...(await changesOfTime()),
  ...(await attentionChanges(scenario)),
  ...(await changesOfVocabulary()),
  ...changesOfFiles(),
  ...(await noticeChanges(scenario)),
  ...(await peopleChanges(scenario)),
  ...changesOfPeople(),
  ...(await changesOfClaims()),
  ...changesOfPasswords(),
  ...(await changesOfAdmins()),
});

async function changesOfChannels(): Promise<Changes> {
  const { owner, member } = tokens;
  const create = async (name: string): Promise<string> =>
    succeeded(await call('POST', '/v1/channels', owner, { name, kind: 'public' })).id;
  const [ops, spare] = [await create('harbour'), await create('spare')];
  const messages = `/v1/channels/${ops}/messages`;
  const post = (token: string) => call('POST', messages, token, { clientId: clientId(), text: 'hello' });
  const { ts } = succeeded(await post(owner));

  return {
    'POST /v1/channels': () => call('POST', '/v1/channels', owner, { name: 'fresh', kind: 'private' }),
    'PATCH /v1/channels/:channel': () => call('PATCH', `/v1/channels/${ops}`, owner, { topic: 'tides' }),
    'PUT /v1/channels/:channel/members/me': () => call('PUT', `/v1/channels/${ops}/members/me`, member),
    'PUT /v1/channels/:channel/members/:member': () => call('PUT', `/v1/channels/${ops}/members/${ids.admin}`, owner),
    'DELETE /v1/channels/:channel/members/:member': () =>
      call('DELETE', `/v1/channels/${ops}/members/${ids.admin}`, owner),
    'POST /v1/channels/:channel/messages': () => post(member),
    'PATCH /v1/channels/:channel/messages/:ts': () =>
      call('PATCH', `${messages}/${ts}`, owner, { text: 'hello again' }),
    'PUT /v1/channels/:channel/messages/:ts/reactions/:emoji': () =>
      call('PUT', `${messages}/${ts}/reactions/eyes`, member),
    'DELETE /v1/channels/:channel/messages/:ts/reactions/:emoji': () =>
      call('DELETE', `${messages}/${ts}/reactions/eyes`, member),
    'DELETE /v1/channels/:channel/messages/:ts': () => call('DELETE', `${messages}/${ts}`, owner),
    'PUT /v1/channels/:channel/read-marker': () => call('PUT', `/v1/channels/${ops}/read-marker`, owner, { ts }),
    'DELETE /v1/channels/:channel/members/me': () => call('DELETE', `/v1/channels/${ops}/members/me`, member),
    'PUT /v1/channels/:channel/archive': () => call('PUT', `/v1/channels/${spare}/archive`, owner),
    'DELETE /v1/channels/:channel/archive': () => call('DELETE', `/v1/channels/${spare}/archive`, owner),
    'POST /v1/conversations': () => call('POST', '/v1/conversations', owner, { members: [ids.member] }),
  };
}

async function changesOfTime(): Promise<Changes> {
  const { owner } = tokens;
  const tomorrow = (): string => new Date(Date.now() + 24 * 3_600_000).toISOString();
  const { channels } = succeeded(await call('GET', '/v1/me/channels', owner));
  const channel = channels[0].channel.id;
  const when = { at: tomorrow() };
  const schedule = () =>
    call('POST', '/v1/me/scheduled-messages', owner, { clientId: clientId(), channel, text: 'x', when });
  const remind = () => call('POST', '/v1/me/reminders', owner, { clientId: clientId(), text: 'x', when });
  const scheduled = `/v1/me/scheduled-messages/${succeeded(await schedule()).id}`;
  const reminder = `/v1/me/reminders/${succeeded(await remind()).id}`;
  return {
    'POST /v1/me/scheduled-messages': schedule,
    'PATCH /v1/me/scheduled-messages/:scheduled': () => call('PATCH', scheduled, owner, { text: 'y' }),
    'DELETE /v1/me/scheduled-messages/:scheduled': () => call('DELETE', scheduled, owner),
    'POST /v1/me/scheduled-messages/:scheduled/sending': async () =>
      call('POST', `/v1/me/scheduled-messages/${succeeded(await schedule()).id}/sending`, owner),
    'POST /v1/me/reminders': remind,
    'PATCH /v1/me/reminders/:reminder': () => call('PATCH', reminder, owner, { text: 'y' }),
    'PUT /v1/me/reminders/:reminder/done': () => call('PUT', `${reminder}/done`, owner),
    'PUT /v1/me/reminders/:reminder/snooze': () =>
      call('PUT', `${reminder}/snooze`, owner, { when: { at: tomorrow() } }),
    'DELETE /v1/me/reminders/:reminder': () => call('DELETE', reminder, owner),
  };
}

async function changesOfVocabulary(): Promise<Changes> {
  const { owner } = tokens;
  const { id } = succeeded(await call('POST', '/v1/channels', owner, { name: 'shelf', kind: 'public' }));
  const bookmarks = `/v1/channels/${id}/bookmarks`;
  const add = () =>
    call('POST', bookmarks, owner, { clientId: clientId(), title: 'Plan', url: 'https://example.com/plan' });
  const one = succeeded(await add());
  const other = succeeded(await add());
  return {
    'PUT /v1/emoji/:name': () => call('PUT', '/v1/emoji/shipit', owner, { aliasOf: 'ship' }),
    'DELETE /v1/emoji/:name': () => call('DELETE', '/v1/emoji/shipit', owner),
    'PATCH /v1/emoji': () => call('PATCH', '/v1/emoji', owner, { addedBy: 'admins' }),
    'PUT /v1/channels/:channel/bookmarks': () => call('PUT', bookmarks, owner, { bookmarks: [other.id, one.id] }),
    'POST /v1/channels/:channel/bookmarks': add,
    'PATCH /v1/channels/:channel/bookmarks/:bookmark': () =>
      call('PATCH', `${bookmarks}/${one.id}`, owner, { title: 'The plan' }),
    'DELETE /v1/channels/:channel/bookmarks/:bookmark': () => call('DELETE', `${bookmarks}/${one.id}`, owner),
  };
}

function changesOfFiles(): Changes {
  const { owner, member } = tokens;
  const begin = () => beginUpload(scenario, member, 5);
  const finished = async (): Promise<string> => {
    const address = (await begin()).body;
    succeeded(await sendContent(scenario, member, address, 'hello'));
    return address.replace('uploads', 'files');
  };
  return {
    'POST /v1/uploads': begin,
    'PATCH /v1/uploads/:file': async () => sendContent(scenario, member, (await begin()).body, 'hello'),
    'DELETE /v1/uploads/:file': async () =>
      call('DELETE', (await begin()).body, member, undefined, { 'tus-resumable': '1.0.0' }),
    'DELETE /v1/files/:file': async () => call('DELETE', await finished(), member),
    'PUT /v1/files/allowance': () =>
      call('PUT', '/v1/files/allowance', owner, { teamBytes: 1_000_000, memberBytes: 500_000 }),
  };
}

function changesOfPeople(): Changes {
  const { owner, member } = tokens;
  const signIn = (email: string) =>
    call('POST', '/v1/sign-in', undefined, { team: scenario.slug, email, password: PASSWORD, as: 'client' });
  const tokenOf = async (email: string): Promise<string> => succeeded(await signIn(email)).token;
  const adminEmail = `admin@${scenario.slug}.example`;
  const inviteLink = async (): Promise<string> =>
    succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }))
      .link.split(/[#/=]/)
      .at(-1);

  return {
    'PATCH /v1/me': () => call('PATCH', '/v1/me', member, { name: 'Another name' }),
    'PUT /v1/members/:member/role': () => call('PUT', `/v1/members/${ids.guest}/role`, owner, { role: 'member' }),
    'POST /v1/members/:member/deactivation': () => call('POST', `/v1/members/${ids.guest}/deactivation`, owner),
    'DELETE /v1/members/:member/deactivation': () => call('DELETE', `/v1/members/${ids.guest}/deactivation`, owner),
    'POST /v1/members/:member/sessions/revocation': () =>
      call('POST', `/v1/members/${ids['single-guest']}/sessions/revocation`, owner),
    'POST /v1/invitations': () => call('POST', '/v1/invitations', owner, { role: 'member' }),
    'DELETE /v1/invitations/:invitation': async () => {
      const { invitation } = succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }));
      return await call('DELETE', `/v1/invitations/${invitation.id}`, owner);
    },
    'POST /v1/invitations/preview': async () =>
      call('POST', '/v1/invitations/preview', undefined, { token: await inviteLink() }),
    'POST /v1/invitations/acceptance': async () =>
      call('POST', '/v1/invitations/acceptance', undefined, {
        token: await inviteLink(),
        name: 'New',
        handle: 'newcomer',
        email: 'new@example.org',
        password: PASSWORD,
      }),
    'POST /v1/bots': () => call('POST', '/v1/bots', owner, { handle: 'second-bot', name: 'Second' }),
    'POST /v1/bots/:member/tokens': () => call('POST', `/v1/bots/${ids.bot}/tokens`, owner, { name: 'one' }),
    'DELETE /v1/bots/:member/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', `/v1/bots/${ids.bot}/tokens`, owner, { name: 'two' }));
      return await call('DELETE', `/v1/bots/${ids.bot}/tokens/${token.id}`, owner);
    },
    'POST /v1/me/tokens': () => call('POST', '/v1/me/tokens', owner, { name: 'three' }),
    'DELETE /v1/me/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', '/v1/me/tokens', owner, { name: 'four' }));
      return await call('DELETE', `/v1/me/tokens/${token.id}`, owner);
    },
    'POST /v1/sign-in': () => signIn(adminEmail),
    'DELETE /v1/me/sessions/:session': async () => {
      const token = await tokenOf(adminEmail);
      const { sessions } = succeeded(await call('GET', '/v1/me/sessions', token));
      const other = sessions.find((session: { current: boolean }) => !session.current);
      return await call('DELETE', `/v1/me/sessions/${other.id}`, token);
    },
    'PUT /v1/me/password': async () =>
      call('PUT', '/v1/me/password', await tokenOf(adminEmail), {
        current: PASSWORD,
        password: 'nineteen orbit tulip wagon',
      }),
    'POST /v1/me/proof': () => call('POST', '/v1/me/proof', tokens.owner, { password: PASSWORD }),
    'PUT /v1/two-factor-policy': () =>
      call('PUT', '/v1/two-factor-policy', tokens.owner, { requiredFrom: '2999-01-01T00:00:00Z' }),
    'DELETE /v1/two-factor-policy': () => call('DELETE', '/v1/two-factor-policy', tokens.owner),
    'POST /v1/me/sessions/revocation': () => call('POST', '/v1/me/sessions/revocation', owner),
    'POST /v1/sign-out': () => call('POST', '/v1/sign-out', member),
  };
}

async function changesOfAdmins(): Promise<Changes> {
  const { owner } = tokens;
  const expiry = `/v1/members/${ids['single-guest']}/expiry`;
  const { member: heir } = succeeded(
    await call('POST', '/v1/invitations/acceptance', undefined, {
      ...{ name: 'Heir', handle: 'heir', email: 'heir@example.org', password: PASSWORD },
      token: succeeded(await call('POST', '/v1/invitations', owner, { role: 'admin' })).link.split('#')[1],
    }),
  );
  const signIn = { team: scenario.slug, email: 'boss@example.org', password: PASSWORD, as: 'client' };
  const tokenOf = async (): Promise<string> => {
    const now = { ...signIn, email: `owner@${scenario.slug}.example` };
    return succeeded(await call('POST', '/v1/sign-in', undefined, now)).token;
  };
  return {
    'PATCH /v1/members/:member': () => call('PATCH', `/v1/members/${ids.member}`, owner, { name: 'Renamed' }),
    'PUT /v1/members/:member/email': () =>
      call('PUT', `/v1/members/${ids.admin}/email`, owner, { email: 'admin-later@example.org' }),
    'PUT /v1/me/email': async () =>
      call('PUT', '/v1/me/email', await tokenOf(), { email: 'boss@example.org', password: PASSWORD }),
    'POST /v1/me/email/confirmation': async () =>
      call('POST', '/v1/me/email/confirmation', await tokenOf(), {
        token: mailedToken(scenario, 'boss@example.org', /wre_[\w-]+/),
      }),
    'PUT /v1/members/:member/expiry': () => call('PUT', expiry, owner, { expiresAt: '2999-01-01T00:00:00Z' }),
    'DELETE /v1/members/:member/expiry': () => call('DELETE', expiry, owner),
    'POST /v1/invitations/:invitation/renewal': async () => {
      const { invitation } = succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }));
      return await call('POST', `/v1/invitations/${invitation.id}/renewal`, owner);
    },
    // The last thing that this owner does as one.
    'POST /v1/members/:member/ownership': async () => {
      const { token } = succeeded(await call('POST', '/v1/sign-in', undefined, signIn));
      const handed = await call('POST', `/v1/members/${heir.id}/ownership`, token);
      const again = succeeded(await call('POST', '/v1/sign-in', undefined, { ...signIn, email: 'heir@example.org' }));
      succeeded(await call('POST', `/v1/members/${ids.owner}/ownership`, again.token));
      return handed;
    },
  };
}

function changesOfPasswords(): Changes {
  const email = `admin@${scenario.slug}.example`;
  const token = () => mailedToken(scenario, email, /wrr_[\w-]+/);
  return {
    'PUT /v1/members/:member/password-reset': () =>
      call('PUT', `/v1/members/${ids.admin}/password-reset`, tokens.owner),
    'POST /v1/password-resets/preview': () =>
      call('POST', '/v1/password-resets/preview', undefined, { token: token() }),
    'POST /v1/password-resets/acceptance': () =>
      call('POST', '/v1/password-resets/acceptance', undefined, { token: token(), password: PASSWORD }),
    // Of nobody: who is somebody gets a mail at a moment of its own.
    'POST /v1/password-resets': () =>
      call('POST', '/v1/password-resets', undefined, { team: scenario.slug, email: 'nobody@example.org' }),
  };
}

async function changesOfClaims(): Promise<Changes> {
  const { owner } = tokens;
  const [pia, kim] = [await addUnclaimed(scenario, 'pia'), await addUnclaimed(scenario, 'kim')];
  const token = () => mailedToken(scenario, kim.email, /wrc_[\w-]+/);
  return {
    'PUT /v1/members/:member/claim': () => call('PUT', `/v1/members/${pia.id}/claim`, owner),
    'DELETE /v1/members/:member/claim': () => call('DELETE', `/v1/members/${pia.id}/claim`, owner),
    'POST /v1/claims': () => call('POST', '/v1/claims', owner, {}),
    'POST /v1/claims/preview': () => call('POST', '/v1/claims/preview', undefined, { token: token() }),
    'POST /v1/claims/acceptance': () =>
      call('POST', '/v1/claims/acceptance', undefined, { token: token(), password: PASSWORD }),
  };
}

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
