/** The operators' listener beside that of the teams: who may call what there, and that no sign-in reaches over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { codeAt, type TestPasskey, testAuthenticator } from '#identity/testing/testing.ts';
import { OPERATOR_PERMISSIONS } from '#operators/access/access.ts';
import { addOperator } from '#operators/accounts/accounts.ts';
import { type Answer, type Browser, enrolBy, openBrowser, PASSWORD, succeeded } from '#operators/testing/testing.ts';
import { auditSize } from '#platform/audit/audit.ts';
import { after } from '#platform/clock.ts';
import { DEPLOYMENT } from '#platform/work.ts';
import { reasonInWords } from '../web/operators/words.ts';
import { callOver, createTestApp } from './app.ts';
import { readSources } from './source.ts';

/** Routes that anyone may call, and why. */
const OPEN: Readonly<Record<string, string>> = {
  'POST /v1/operator/sign-in': 'nobody is signed in yet',
  'POST /v1/operator/enrolment/preview': 'whoever holds the link may see whose account it opens',
  'POST /v1/operator/enrolment': 'whoever holds the link enrols by it',
};

/** Routes that are open to who has signed in but still owes a second factor, and why. */
const SIGNING_IN: Readonly<Record<string, string>> = {
  'POST /v1/operator/sign-in/second-factor': 'this is where one finishes',
  'POST /v1/operator/sign-out': 'who cannot finish may leave',
  'GET /v1/operator/me': 'says with what one may finish',
  'POST /v1/operator/sign-in/second-factor/passkey-request': 'asks the browser for what finishes the sign-in',
  'PUT /v1/operator/me/authenticator': 'who enrols adds the first one; the rule refuses who has one to prove',
  'POST /v1/operator/me/authenticator/confirmation': 'the same',
  'POST /v1/operator/me/recovery-codes': 'the same',
  'POST /v1/operator/me/recovery-codes/confirmation': 'the same',
};

/** Changes that leave no audit entry, and why. */
const UNAUDITED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['me/passkey-request', 'me/proof/passkey-request', 'sign-in/second-factor/passkey-request'].map((path) => [
      `POST /v1/operator/${path}`,
      'asks the browser; what it is asked is kept for minutes and lets nobody in',
    ]),
  ),
  'POST /v1/operator/enrolment/preview': 'changes nothing; the link is too secret for an address, so it is no GET',
};

const house = await createTestApp({
  settings: { WARDROOM_PROXIES: '127.0.0.1/32', WARDROOM_OPERATOR_HOST: 'localhost' },
});
const { app } = house;
const team = await house.createTestTeam();
const url = app.consoleUrl();
const routes = app.consoleRoutes;
const isReading = ({ method }: { method: string }): boolean => method === 'GET';
const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
const addressOf = (path: string): string =>
  path.replaceAll(/:(\w)\w*/g, (_, first: string) => `${first.toUpperCase()}${'0'.repeat(26)}`);
const lineOf = ({ method, path }: { method: string; path: string }): string => `${method} ${addressOf(path)}`;

async function traces(): Promise<object> {
  const { operator_attempts: _noted, ...tables } = (await house.traces()) as Record<string, unknown>;
  return tables;
}

const link = async (name: string): Promise<string> =>
  (await app.units.open('deployment', (work) => addOperator(work, name, 'operator'))).token;
const { secret, codes, browser: ada } = await enrolBy(await link('ada'), 'ada', openBrowser(url), app.clock, () => {});

async function half(): Promise<Browser> {
  const browser = openBrowser(url);
  succeeded(await browser.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  return browser;
}

test('every route of the console says who may call it, in a table that names nothing of a team', (t) => {
  assert.deepEqual(
    routes
      .filter(({ spec }) => spec.may === 'anyone')
      .map(nameOf)
      .toSorted(),
    Object.keys(OPEN).toSorted(),
  );
  assert.deepEqual(
    routes
      .filter(({ spec }) => spec.may === 'signing-in')
      .map(nameOf)
      .toSorted(),
    Object.keys(SIGNING_IN).toSorted(),
  );
  for (const { spec } of routes)
    assert.ok(['anyone', 'signing-in', 'signed-in'].includes(spec.may) || spec.may in OPERATOR_PERMISSIONS, spec.may);
  for (const route of routes) {
    for (const schema of [route.spec.params, route.spec.query, route.spec.body]) {
      if (!schema) continue;
      const variants = 'anyOf' in schema ? (schema.anyOf as object[]) : [schema];
      for (const variant of variants)
        assert.equal((variant as { additionalProperties?: boolean }).additionalProperties, false, nameOf(route));
    }
    t.diagnostic(`${nameOf(route)}: ${route.spec.may}`);
  }
});

test('who is not signed in, or not whole, is refused and leaves no trace', async () => {
  const [nobody, begun] = [openBrowser(url), await half()];
  const enrolling = openBrowser(url);
  succeeded(await enrolling.call('POST /v1/operator/enrolment', { token: await link('ben'), password: PASSWORD }));
  const before = await traces();
  for (const route of routes) {
    const { may } = route.spec;
    if (may === 'anyone') continue;
    const body = isReading(route) ? undefined : {};
    const refused = async (browser: Browser, status: number, code: string): Promise<void> => {
      const answer = await browser.call(lineOf(route), body);
      assert.equal(answer.status, status, `${nameOf(route)} ${JSON.stringify(answer.body)}`);
      assert.equal(answer.body.type, `urn:wardroom:problem:${code}`);
    };
    await refused(nobody, 401, 'http/sign-in-needed');
    if (may === 'signing-in') continue;
    await refused(begun, 403, 'operators/second-factor-needed');
    await refused(enrolling, 403, 'operators/enrolment-needed');
  }
  assert.deepEqual(await traces(), before);
});

test('a sign-in to a team means nothing on the console, as a cookie or as a token', async () => {
  const device = await house.signIn(team.owner);
  const before = await traces();
  for (const route of routes.filter(({ spec }) => spec.may !== 'anyone')) {
    const body = isReading(route) ? undefined : {};
    const asked = async (headers: Record<string, string>): Promise<void> => {
      const answer = await callOver(url, route.method, addressOf(route.path), undefined, body, {
        origin: url,
        ...headers,
      });
      assert.equal(answer.status, 401, nameOf(route));
    };
    await asked({ cookie: `${device.name}=${device.value}` });
    // Also under the name of the other cookie.
    await asked({ cookie: `wardroom-operator=${device.value}` });
    await asked({ authorization: `Bearer ${team.owner.token}` });
  }
  assert.deepEqual(await traces(), before);
});

test("an operator's sign-in means nothing to any team's route, and no route is on both listeners", async () => {
  const held = ada.token() ?? assert.fail();
  const before = await traces();
  const of = app.rooms.flatMap((room) => room.routes);
  for (const route of of.filter(({ spec }) => spec.may !== 'anyone')) {
    const cookies = [`wardroom-operator=${held}`, `wardroom-${publicId('T', team.id)}=${held}`];
    for (const headers of [...cookies.map((cookie) => ({ cookie })), { authorization: `Bearer ${held}` }]) {
      const { status } = await callOver(house.base, route.method, addressOf(route.path), undefined, undefined, {
        ...{ origin: house.base, ...headers },
      });
      assert.ok(status === 401 || (route.spec.content !== undefined && status === 415), `${nameOf(route)}: ${status}`);
    }
  }
  const ours = new Set(routes.map(nameOf));
  assert.deepEqual(
    of.map(nameOf).filter((name) => ours.has(name)),
    [],
  );
  const status = async (base: string, path: string): Promise<number> => (await callOver(base, 'GET', path)).status;
  assert.equal(await status(house.base, '/v1/operator/me'), 404);
  assert.equal(await status(url, '/v1/me'), 404);
  assert.equal(await status(url, '/v1/health'), 404);
  assert.deepEqual(await traces(), before);
});

test('the pages of the console ask for nothing that the server does not declare', () => {
  const source = readSources().find(({ path }) => path === 'web/operators/routes.ts')?.text ?? '';
  const asked = [...source.matchAll(/^ {4}'([A-Z]+ \/v1\/\S+)'/gm)].map(([, name]) => name);
  assert.deepEqual(asked.toSorted(), routes.map(nameOf).toSorted());
});

test('behind a proxy the tries at the console are noted where they came from', async () => {
  const browser = openBrowser(url);
  const by = { 'x-forwarded-for': '198.51.100.66, 203.0.113.9:4711' };
  succeeded(await browser.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }, by));
  const given = { recoveryCode: codes[2] };
  succeeded(await browser.call('POST /v1/operator/sign-in/second-factor', given, by));
  const { attempts } = succeeded(await browser.call('GET /v1/operator/me/attempts'));
  assert.deepEqual([attempts[0].reason, attempts[0].ip], ['recovery-code', '203.0.113.9']);
});

test('the server listens at the three addresses that the console names, and nowhere else', async () => {
  const { checks } = succeeded(await ada.call('GET /v1/operator/checks'));
  const { value } = checks.find(({ claim }: { claim: string }) => claim === 'network/listeners');
  assert.match(value, /^(3 in use, 3 declared|this system does not tell)$/);
});

test('the console takes no stream', async () => {
  const { ok } = await new Promise<{ ok: boolean }>((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`);
    socket.addEventListener('open', () => resolve({ ok: true }));
    socket.addEventListener('error', () => resolve({ ok: false }));
  });
  assert.equal(ok, false);
});

/** Those of passkeys, by ada, who proved herself just before. */
function passkeyChanges(): Record<string, () => Promise<Answer>> {
  let passkey: TestPasskey | undefined;
  let id = '';
  const add = async (): Promise<Answer> => {
    const creation = succeeded(await ada.call('POST /v1/operator/me/passkey-request'));
    const made = testAuthenticator({ origin: url }).make(creation);
    passkey = made.passkey;
    const added = await ada.call('POST /v1/operator/me/passkeys', { passkey: made.made });
    id = added.body.id;
    return added;
  };
  return {
    'POST /v1/operator/me/passkey-request': () => ada.call('POST /v1/operator/me/passkey-request'),
    'POST /v1/operator/me/passkeys': add,
    'POST /v1/operator/me/proof/passkey-request': async () => {
      const asked = await ada.call('POST /v1/operator/me/proof/passkey-request');
      succeeded(await ada.call('POST /v1/operator/me/proof', { passkey: passkey?.answer(asked.body) }));
      return asked;
    },
    'POST /v1/operator/sign-in/second-factor/passkey-request': async () => {
      const browser = await half();
      const asked = await browser.call('POST /v1/operator/sign-in/second-factor/passkey-request');
      const given = { passkey: passkey?.answer(asked.body) };
      succeeded(await browser.call('POST /v1/operator/sign-in/second-factor', given));
      return asked;
    },
    'DELETE /v1/operator/me/passkeys/:passkey': () => ada.call(`DELETE /v1/operator/me/passkeys/${id}`),
  };
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
function everyChange(): Record<string, () => Promise<Answer>> {
  const enrolling = openBrowser(url);
  const stepMs = 30_000;
  let token = '';
  let fresh = '';
  let made: string[] = [];
  return {
    'POST /v1/operator/enrolment/preview': async () => {
      token = await link('cleo');
      return await enrolling.call('POST /v1/operator/enrolment/preview', { token });
    },
    'POST /v1/operator/enrolment': () => enrolling.call('POST /v1/operator/enrolment', { token, password: PASSWORD }),
    'PUT /v1/operator/me/authenticator': async () => {
      const begun = await enrolling.call('PUT /v1/operator/me/authenticator');
      fresh = begun.body.secret;
      return begun;
    },
    'POST /v1/operator/me/authenticator/confirmation': () =>
      enrolling.call('POST /v1/operator/me/authenticator/confirmation', { code: codeAt(fresh, app.clock()) }),
    'POST /v1/operator/me/recovery-codes': async () => {
      const answer = await enrolling.call('POST /v1/operator/me/recovery-codes');
      made = answer.body.codes;
      return answer;
    },
    'POST /v1/operator/me/recovery-codes/confirmation': () =>
      enrolling.call('POST /v1/operator/me/recovery-codes/confirmation', { recoveryCode: made[0] }),
    'POST /v1/operator/sign-in': () =>
      enrolling.call('POST /v1/operator/sign-in', { name: 'cleo', password: PASSWORD }),
    'POST /v1/operator/sign-in/second-factor': () =>
      enrolling.call('POST /v1/operator/sign-in/second-factor', { recoveryCode: made[1] }),
    'POST /v1/operator/sign-out': () => enrolling.call('POST /v1/operator/sign-out'),
    'POST /v1/operator/me/proof': () =>
      ada.call('POST /v1/operator/me/proof', { code: codeAt(secret, after(app.clock(), stepMs)) }),
    ...passkeyChanges(),
    'PUT /v1/operator/me/password': () => ada.call('PUT /v1/operator/me/password', { password: `${PASSWORD} anew` }),
    'POST /v1/operator/me/sessions/revocation': () => ada.call('POST /v1/operator/me/sessions/revocation'),
    'POST /v1/operator/team-list': () => ada.call('POST /v1/operator/team-list', {}),
    'DELETE /v1/operator/me/sessions/:session': async () => {
      const other = openBrowser(url);
      succeeded(await other.call('POST /v1/operator/sign-in', { name: 'ada', password: `${PASSWORD} anew` }));
      succeeded(await other.call('POST /v1/operator/sign-in/second-factor', { recoveryCode: codes[1] }));
      const { sessions } = succeeded(await other.call('GET /v1/operator/me/sessions'));
      const { id } = sessions.find(({ current }: { current: boolean }) => current);
      return await ada.call(`DELETE /v1/operator/me/sessions/${id}`);
    },
  };
}

test("every change there is an entry in the deployment's log, and reading changes nothing", async () => {
  const before = await traces();
  for (const route of routes.filter(isReading)) succeeded(await ada.call(lineOf(route)));
  assert.deepEqual(await traces(), before);
  const changes = Object.entries(everyChange());
  const changing = routes.filter((route) => !isReading(route)).map(nameOf);
  assert.deepEqual(
    changes.map(([name]) => name).toSorted(),
    changing.toSorted(),
    'each changing route has its call here',
  );
  const size = () => app.units.open('deployment', auditSize);
  for (const [name, change] of changes) {
    const entries = await size();
    succeeded(await change());
    if (!(name in UNAUDITED)) assert.ok((await size()) > entries, `${name} wrote no audit entry`);
  }
  assert.ok((await app.units.open({ team: DEPLOYMENT }, auditSize)) > 0);
});

test('whatever is noted of a try has words on the page', async () => {
  const rows = await app.units.open('deployment', ({ sql }) =>
    sql.selectFrom('operator_attempts').select('reason').where('operator_id', 'is not', null).distinct().execute(),
  );
  const reasons = rows.map(({ reason }) => reason);
  for (const denied of ['operators/second-factor-needed', 'operators/enrolment-needed'])
    assert.ok(reasons.includes(denied), denied);
  for (const reason of reasons) assert.notEqual(reasonInWords(reason), reason);
});

/** What the room takes from identity: hashing, codes, how a passkey is judged; nothing that admits anybody. */
const BORROWED = /^server\/identity\/((passwords|passkeys|second-factors|guessing)\/\2|origin)\.ts$/;

test('nothing in the operators’ room can sign anybody in to a team, or opens a unit of work for one', () => {
  const sources = readSources().filter(({ path }) => /^server\/operators\/(?!testing\/).*(?<!\.test)\.ts$/.test(path));
  assert.ok(sources.length > 15);
  for (const { path, text } of sources) {
    for (const [, from = ''] of text.matchAll(/from '#identity\/([^']+)'/g))
      assert.match(`server/identity/${from}`, BORROWED, path);
    for (const [, scope = ''] of text.matchAll(/units\.open\(([^,]+),/g)) assert.equal(scope, "'deployment'", path);
    for (const [, table = ''] of text.matchAll(/(?:From|Into|Table|Join)\('(\w+)/g))
      assert.match(table, /^operator/, path);
  }
});
