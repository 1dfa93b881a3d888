/**
 * Every way to what a team has, against everything that closes or narrows it. One table: whoever adds a way in or a
 * rule adds a line or a column, and has to say what is right in each cell.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { publicId } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { answerTo, askedBy, samlSettings } from '#identity/testing/identity-provider.ts';
import { CLIENT, openIssuer } from '#identity/testing/issuer.ts';
import { addPasskey, type TestPasskey, testAuthenticator } from '#identity/testing/passkey.ts';
import { DAY_MS, after as later, SECOND_MS } from '#platform/clock.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { welcome } from '#workspace/channels/channels.ts';
import { type Answer, createTestApp, type TestTeam } from './app.ts';

/** What closes or narrows the ways in, applied after everybody has prepared theirs. */
const RULES = ['nothing', 'factor due later', 'factor due now', 'provider required', 'closed', 'signed out'] as const;
type Rule = (typeof RULES)[number];

/**
 * `in`: the team's things are open. `enrolment`, `second-factor`: signed in, and nothing but that is open. Else the
 * code of the refusal. A stream is `open`, or `closed`.
 */
const TABLE: Readonly<Record<string, Readonly<Record<Rule, string>>>> = {
  password: {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'enrolment',
    'provider required': 'sign-in/refused',
    closed: 'sign-in/refused',
    'signed out': 'in',
  },
  passkey: {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'in',
    'provider required': 'sign-in/passkey-refused',
    closed: 'sign-in/passkey-refused',
    'signed out': 'in',
  },
  'password of who has a passkey': {
    nothing: 'second-factor',
    'factor due later': 'second-factor',
    'factor due now': 'second-factor',
    'provider required': 'sign-in/refused',
    closed: 'sign-in/refused',
    'signed out': 'second-factor',
  },
  oidc: {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'enrolment',
    'provider required': 'in',
    closed: 'sso/refused',
    'signed out': 'in',
  },
  saml: {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'enrolment',
    'provider required': 'in',
    closed: 'sso/refused',
    'signed out': 'in',
  },
  token: {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'two-factor/enrolment-needed',
    'provider required': 'in',
    closed: 'http/sign-in-needed',
    'signed out': 'in',
  },
  // What closes the account is told before what the token was made for.
  'token that does not reach it': {
    nothing: 'access/scope-missing',
    'factor due later': 'access/scope-missing',
    'factor due now': 'two-factor/enrolment-needed',
    'provider required': 'access/scope-missing',
    closed: 'http/sign-in-needed',
    'signed out': 'access/scope-missing',
  },
  'open socket': {
    nothing: 'open',
    'factor due later': 'open',
    'factor due now': 'closed',
    'provider required': 'closed',
    closed: 'closed',
    'signed out': 'closed',
  },
  // What a sign-out of everybody leaves tokens, it leaves their sockets.
  'open socket of a token': {
    nothing: 'open',
    'factor due later': 'open',
    'factor due now': 'closed',
    'provider required': 'open',
    closed: 'closed',
    'signed out': 'open',
  },
  'resumed socket': {
    nothing: 'open',
    'factor due later': 'open',
    'factor due now': 'two-factor/enrolment-needed',
    'provider required': 'http/sign-in-needed',
    closed: 'http/sign-in-needed',
    'signed out': 'http/sign-in-needed',
  },
  'reset link': {
    nothing: 'in',
    'factor due later': 'in',
    'factor due now': 'enrolment',
    'provider required': 'password-resets/not-valid',
    closed: 'password-resets/not-valid',
    'signed out': 'in',
  },
  invitation: {
    nothing: 'in',
    'factor due later': 'enrolment',
    'factor due now': 'enrolment',
    'provider required': 'sso/required',
    // Closing accounts is no word about who is still to come.
    closed: 'in',
    'signed out': 'in',
  },
};

const PASSWORD = 'tulip wagon nineteen orbit';
const DOMAIN = 'harbour.example';
const issuer = await openIssuer();
const texts = new Map<string, readonly string[]>();
const app = await createTestApp({
  // Browsers know passkeys by the name of a host.
  settings: { WARDROOM_HOST: 'localhost', WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${issuer.port}` },
  egress: {
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  },
});

const done = ({ status, body }: Answer): Answer['body'] => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};
const codeOf = ({ body }: Answer): string => String(body.type).replace('urn:wardroom:problem:', '');

/** Whether the team's things are open to who came in so. */
async function reached(came: Answer): Promise<string> {
  if (came.status >= 300) return codeOf(came);
  const cookies = came.headers.getSetCookie().join(';');
  const token = came.body.token ?? /wrs_[\w-]+/.exec(cookies)?.[0];
  const look = await app.call(token).get('/v1/me/channels');
  if (came.body.owes === undefined) return look.status === 200 ? 'in' : codeOf(look);
  assert.equal(look.status, 403);
  return came.body.owes;
}

interface Person {
  readonly id: string;
  readonly email: string;
  readonly handle: string;
  /** Of a device that came in by the password. */
  readonly token: string;
}

interface World {
  readonly team: TestTeam;
  readonly owner: ReturnType<typeof app.call>;
  person(handle: string): Promise<Person>;
}

async function openWorld(): Promise<World> {
  const team = await app.createTestTeam();
  const owner = app.call((await app.signIn(team.owner)).value);
  const { domains } = done(await owner.put(`/v1/claimed-domains/${DOMAIN}`));
  texts.set(domains[0].recordName, [domains[0].record]);
  done(await owner.post(`/v1/claimed-domains/${DOMAIN}/proof`, {}));
  const person = async (handle: string): Promise<Person> => {
    const [email, passwordHash] = [`${handle}@${DOMAIN}`, await app.app.passwords.hash(PASSWORD)];
    const of = { team: team.id, role: 'member' as const, handle, name: handle, email, passwordHash, channels: [] };
    return await app.app.units.open({ team: team.id }, async (work) => {
      const { id } = await addMember(work, welcome, of, 'operator');
      const arrival = { team: team.id, member: id, means: 'password' as const };
      const { token } = await startSession(work, arrival, { ip: '127.0.0.1', userAgent: 'A test' });
      return { id: publicId('U', id), email, handle, token };
    });
  };
  return { team, owner, person };
}

/** Makes ready what is needed, and gives the attempt itself. */
type Way = (world: World, person: Person) => Promise<() => Promise<string>>;

const byPassword = (world: World, { email }: Person) =>
  app.call().post('/v1/sign-in', { team: world.team.slug, email, password: PASSWORD, as: 'client' });

async function newPasskey({ token }: Person): Promise<TestPasskey> {
  const call = (line: string, by?: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ');
    return app.call(by)[method.toLowerCase() as 'post'](path, body);
  };
  return await addPasskey({ call }, token, testAuthenticator({ origin: app.app.url() }));
}

/** A way in by a provider: `answer` is what the provider says when the browser comes there. */
function byProvider(given: object, answer: (location: string, person: Person) => string): Way {
  return async ({ team, owner }, person) => {
    const more = { name: 'The harbour', isOn: true, newAccounts: { role: 'member', roles: [] } };
    const { id: provider } = done(await owner.post('/v1/sso/providers', { ...more, ...given }));
    done(await owner.put('/v1/sso/policy', { mode: 'optional', countsAsFactor: false }));
    const attempt = async (): Promise<Answer> => {
      const left = await app.call().post('/v1/sso/requests', { team: team.slug, provider });
      const response = answer(done(left).location, person);
      const cookie = left.headers.get('set-cookie')?.split(';')[0] ?? '';
      return await app.call().post('/v1/sso/requests/completion', { team: team.slug, provider, response }, { cookie });
    };
    // The first time links the account by its address.
    done(await attempt());
    return async () => reached(await attempt());
  };
}

/** With a token of these scopes, to the conversations of its member. */
function byToken(scopes: readonly string[]): Way {
  return async (_world, { token }) => {
    const { secret } = done(await app.call(token).post('/v1/me/tokens', { name: 'robot', scopes }));
    return async () => {
      const look = await app.call(secret).get('/v1/me/channels');
      return look.status === 200 ? 'in' : codeOf(look);
    };
  };
}

/** What a client says first: that it begins, or what it has already. */
const BEGUN = { kind: 'start' };
const RESUMED = { kind: 'resume', numbers: {} };

function openSocket(token: string, says: object = BEGUN): WebSocket {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${app.base.replace('http', 'ws')}/v1/stream`, { headers });
  after(() => socket.terminate());
  socket.on('message', (data) => {
    if ((JSON.parse(String(data)) as { kind: string }).kind === 'hello') socket.send(JSON.stringify(says));
  });
  return socket;
}

const ready = (socket: WebSocket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      if ((JSON.parse(String(data)) as { kind: string }).kind === 'ready') resolve('open');
    });
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve(codeOf({ body: JSON.parse(text) } as Answer)));
    });
    socket.once('error', reject);
  });

/** Whether it is open after all that had to happen has happened: an answer to a ping comes after a close. */
const stillOpen = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) resolve('closed');
    socket.once('close', () => resolve('closed'));
    socket.once('pong', () => resolve('open'));
    socket.ping();
  });

async function stayingOpen(token: string): Promise<() => Promise<string>> {
  const socket = openSocket(token);
  await ready(socket);
  return () => stillOpen(socket);
}

const WAYS: Readonly<Record<keyof typeof TABLE, Way>> = {
  password: async (world, person) => async () => reached(await byPassword(world, person)),
  passkey: async ({ team }, person) => {
    const passkey = await newPasskey(person);
    return async () => {
      const asked = await app.call().post('/v1/sign-in/passkey-request', { team: team.slug });
      const cookie = asked.headers.get('set-cookie')?.split(';')[0] ?? '';
      const given = { team: team.slug, passkey: passkey.answer(done(asked)) };
      return reached(await app.call().post('/v1/sign-in/passkey', given, { cookie }));
    };
  },
  'password of who has a passkey': async (world, person) => {
    await newPasskey(person);
    return async () => reached(await byPassword(world, person));
  },
  oidc: byProvider(
    {
      secret: CLIENT.secret,
      settings: {
        ...{ kind: 'oidc', issuer: issuer.issuer, clientId: CLIENT.clientId },
        ...{ hostedDomains: [], vouchesForAddresses: false },
      },
    },
    (location, { handle, email }) =>
      issuer.answer(location, { sub: handle, email, email_verified: true, name: handle }),
  ),
  saml: byProvider({ settings: samlSettings }, (location, { handle, email }) =>
    answerTo(askedBy(location, app.clock.now), { nameId: handle, attributes: { email, name: handle } }),
  ),
  token: byToken(['messages:read']),
  'token that does not reach it': byToken(['personal:read', 'team:read']),
  'open socket': async (_world, { token }) => stayingOpen(token),
  'open socket of a token': async (_world, { token }) => {
    const wanted = { name: 'robot', scopes: ['messages:read', 'team:read', 'personal:read'] };
    return await stayingOpen(done(await app.call(token).post('/v1/me/tokens', wanted)).secret);
  },
  'resumed socket': async (_world, { token }) => {
    const socket = openSocket(token);
    await ready(socket);
    socket.terminate();
    return () => ready(openSocket(token, RESUMED));
  },
  'reset link': async ({ owner }, { id, email }) => {
    done(await owner.put(`/v1/members/${id}/password-reset`));
    const mail = app.mails.findLast(({ to }) => to === email);
    const token = /#(wrr_[\w-]+)/.exec(mail?.text ?? '')?.[1];
    const given = { token, password: 'violet anchor seven gravel', as: 'client' };
    return async () => reached(await app.call().post('/v1/password-resets/acceptance', given));
  },
  invitation: async ({ owner }) => {
    const { link } = done(await owner.post('/v1/invitations', { role: 'member' }));
    const given = { token: String(link).split('#')[1], name: 'Newcomer', handle: 'newcomer', as: 'client' };
    const account = { email: `newcomer@${DOMAIN}`, password: PASSWORD };
    return async () => reached(await app.call().post('/v1/invitations/acceptance', { ...given, ...account }));
  },
};

const APPLY: Readonly<Record<Rule, (world: World, people: readonly Person[]) => Promise<void>>> = {
  nothing: async () => {},
  'factor due later': ({ owner }) => dueFrom(owner, later(app.clock.now, 7 * DAY_MS)),
  'factor due now': ({ owner }) => dueFrom(owner, app.clock.now),
  'provider required': async ({ owner }) =>
    void done(await owner.put('/v1/sso/policy', { mode: 'required', countsAsFactor: false })),
  closed: async ({ owner }, people) => {
    for (const { id } of people) done(await owner.post(`/v1/members/${id}/deactivation`));
  },
  'signed out': async ({ owner }) => void done(await owner.post('/v1/sign-outs', { but: 'this-device' })),
};

async function dueFrom(owner: World['owner'], from: Date): Promise<void> {
  done(await owner.put('/v1/two-factor-policy', { requiredFrom: from.toISOString() }));
}

for (const rule of RULES) {
  test(`with ${rule}, each way leads where it should`, async () => {
    const world = await openWorld();
    const attempts = new Map<string, () => Promise<string>>();
    const people: Person[] = [];
    for (const [name, way] of Object.entries(WAYS)) {
      const person = await world.person(`who-${people.length}`);
      people.push(person);
      attempts.set(name, await way(world, person));
    }
    await APPLY[rule](world, people);
    // Who joins is asked for a factor by a policy that was set before.
    app.clock.advance(SECOND_MS);
    const led: Record<string, string> = {};
    for (const [name, attempt] of attempts) led[name] = await attempt();
    assert.deepEqual(led, Object.fromEntries(Object.entries(TABLE).map(([name, cells]) => [name, cells[rule]])));
  });
}
