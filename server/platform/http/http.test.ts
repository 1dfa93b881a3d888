import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import Type from 'typebox';
import type { TeamId } from '#contract/ids.ts';
import { healthRoutes } from '../health.routes.ts';
import { createLog } from '../log.ts';
import type { Problem } from '../problem.ts';
import { systemRandom } from '../random.ts';
import type { Units, Work } from '../work.ts';
import { createHttpServer, type HttpOptions, type Route, routesFor, signInCookie } from './http.ts';

interface Actor {
  readonly team: TeamId;
  readonly role: string;
}
const TEAM_ADDRESS = `T${'0'.repeat(26)}`;
const team = '00000000-0000-7000-8000-000000000001' as TeamId;
const { route, longRoute } = routesFor<'things.make', Actor>();
const calls: unknown[] = [];
const closed = { additionalProperties: false } as const;

const routes: Route[] = [
  route(
    'POST /v1/things/:size',
    {
      may: 'things.make',
      says: 'Makes a thing.',
      params: Type.Object({ size: Type.Integer() }, closed),
      query: Type.Object({ loud: Type.Optional(Type.Boolean()) }, closed),
      body: Type.Object({ name: Type.String({ maxLength: 8 }) }, closed),
      reply: Type.Object({ name: Type.String() }),
      status: 201,
    },
    async (_work, { params, query, body }) => {
      calls.push({ size: params.size, loud: query.loud, name: body.name });
      return { name: body.name, secret: 'not declared' };
    },
  ),
  route('DELETE /v1/things', { may: 'signed-in', says: 'Fails.' }, async () => {
    throw new Error('the database said: password=hunter2');
  }),
  longRoute('GET /v1/open', { may: 'anyone', says: 'Open.', reply: Type.Object({ ok: Type.Boolean() }) }, async () => ({
    ok: true,
  })),
];

// The router opens a unit and hands it on; what a unit is, is tested elsewhere.
const units: Units = { open: (_scope, use) => use({} as Work) };
const refusals: { actor: Actor | undefined; problem: Problem }[] = [];
let url = '';
const options: HttpOptions<Actor> = {
  routes,
  units,
  random: systemRandom,
  log: createLog('silent'),
  url: () => url,
  authenticate: async (token) => (token === 'maker' || token === 'guest' ? { team, role: token } : undefined),
  owed: () => undefined,
  allows: (actor, permission) => actor.role === 'maker' && permission === 'things.make',
  refused: (actor, problem) => void refusals.push({ actor, problem }),
  answered: () => {},
  stream: { path: '/v1/stream', accept: (_actor, { socket }) => void socket.end() },
};
const server = createHttpServer(options);
const hasty = { headerTimeoutMs: 100, requestTimeoutMs: 200, timeoutCheckMs: 10 };
const hastyServer = createHttpServer({ ...options, patience: hasty });
const hastyPort = await hastyServer.listen('127.0.0.1', 0);
const port = await server.listen('127.0.0.1', 0);
url = `http://127.0.0.1:${port}`;
after(async () => {
  await server.close();
  await hastyServer.close();
});

async function send(
  method: string,
  path: string,
  {
    token = 'maker',
    body,
    headers = {},
  }: { token?: string; body?: string | Buffer; headers?: Record<string, string> } = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** The call is refused with this problem, and nothing reached the route. */
async function refused(code: string, status: number, asked: ReturnType<typeof send>) {
  const before = calls.length;
  const answer = await asked;
  assert.equal(answer.body.type, `urn:wardroom:problem:${code}`);
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.body.instance, answer.headers.get('x-request-id'));
  assert.equal(calls.length, before);
  return answer;
}

test('what comes in is checked and decoded, what goes out holds only what was declared', async () => {
  const { status, body } = await send('POST', '/v1/things/3?loud=true', { body: '{"name":"anchor"}' });
  assert.equal(status, 201);
  assert.deepEqual(body, { name: 'anchor' });
  assert.deepEqual(calls.at(-1), { size: 3, loud: true, name: 'anchor' });
});

test('a request of the wrong form is refused with the places that are wrong', async () => {
  const { body } = await refused('http/invalid-request', 400, send('POST', '/v1/things/3', { body: '{"name":7}' }));
  assert.deepEqual(body.errors, [{ at: '/body/name', says: 'must be string' }]);
  for (const bad of ['{"name":"a","more":1}', '{"name":"far too long"}', '[]', 'null', '{"name":"a","__proto__":{}}']) {
    await refused('http/invalid-request', 400, send('POST', '/v1/things/3', { body: bad }));
  }
  await refused('http/invalid-request', 400, send('POST', '/v1/things/three', { body: '{"name":"a"}' }));
  await refused('http/invalid-request', 400, send('POST', '/v1/things/3?quiet=1', { body: '{"name":"a"}' }));
  await refused('http/invalid-request', 400, send('POST', '/v1/things/3', {}));
});

test('a body that is no JSON in UTF-8, too large or of another kind is refused', async () => {
  await refused('http/malformed-json', 400, send('POST', '/v1/things/3', { body: '{"name":' }));
  await refused(
    'http/malformed-json',
    400,
    send('POST', '/v1/things/3', { body: Buffer.from('{"name":"\xff"}', 'latin1') }),
  );
  await refused(
    'http/body-too-large',
    413,
    send('POST', '/v1/things/3', { body: `{"name":"${'a'.repeat(1024 * 1024)}"}` }),
  );
  const headers = { 'content-type': 'text/plain' };
  await refused('http/not-json', 415, send('POST', '/v1/things/3', { body: 'name=a', headers }));
});

test('who follows a link in a browser gets a refusal as a page that runs nothing', async () => {
  const look = (path: string, accept: string, token?: string) =>
    fetch(url + path, { headers: { accept, ...(token ? { authorization: `Bearer ${token}` } : {}) } });
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  for (const path of ['/', '/nothing?x=<script>', '/v1/nothing', '/v1/<script>alert(1)</script>']) {
    const answer = await look(path, browser);
    const page = await answer.text();
    assert.equal(answer.status, 404);
    assert.match(String(answer.headers.get('content-type')), /^text\/html/);
    assert.match(page, /<h1>There is nothing at this address\.<\/h1>/);
    assert.ok(page.includes(`Reference ${answer.headers.get('x-request-id')}`));
    assert.doesNotMatch(page, /script|nothing\?/);
    const policy = String(answer.headers.get('content-security-policy'));
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    assert.equal(/style-src '([^']*)'/.exec(policy)?.[1], `sha256-${hash('sha256', style, 'base64')}`);
    assert.match(policy, /^default-src 'none';/);
  }
  for (const accept of ['*/*', 'application/json', '']) {
    assert.equal((await look('/nothing', accept)).headers.get('content-type'), 'application/problem+json');
  }
});

test('addresses and methods that are not there are refused', async () => {
  await refused('http/no-such-route', 404, send('GET', '/v1/nothing'));
  await refused('http/method-not-allowed', 405, send('PUT', '/v1/things/3', { body: '{}' }));
});

test('who is unknown or not permitted is refused, and noted', async () => {
  await refused('http/sign-in-needed', 401, send('POST', '/v1/things/3', { token: '', body: '{"name":"a"}' }));
  await refused('http/sign-in-needed', 401, send('POST', '/v1/things/3', { token: 'nobody', body: '{"name":"a"}' }));
  await refused('http/not-allowed', 403, send('POST', '/v1/things/3', { token: 'guest', body: '{"name":"a"}' }));
  const noted = refusals.at(-1);
  assert.equal(noted?.problem.code, 'http/not-allowed');
  assert.equal(noted?.actor?.role, 'guest');
  assert.equal((await send('GET', '/v1/open', { token: '' })).status, 200);
});

test('a fault of ours shows a reference and nothing of itself', async () => {
  const { body } = await refused('http/fault', 500, send('DELETE', '/v1/things'));
  assert.doesNotMatch(JSON.stringify(body), /hunter2|database/);
});

const cookie = { cookie: `wardroom-${TEAM_ADDRESS}=maker` };

test('a cookie changes something only from our own pages', async () => {
  const body = '{"name":"a"}';
  await refused('http/foreign-origin', 403, send('POST', '/v1/things/3', { token: '', body, headers: cookie }));
  const foreign = { ...cookie, origin: 'https://elsewhere.example' };
  await refused('http/foreign-origin', 403, send('POST', '/v1/things/3', { token: '', body, headers: foreign }));
  const own = { ...cookie, origin: url };
  assert.equal((await send('POST', '/v1/things/3', { token: '', body, headers: own })).status, 201);
});

test('of several sign-ins the named one counts, and none when none is named', async () => {
  const other = `T${'1'.repeat(26)}`;
  const both = { cookie: `${cookie.cookie}; wardroom-${other}=nobody`, origin: url };
  const body = '{"name":"a"}';
  await refused('http/sign-in-needed', 401, send('POST', '/v1/things/3', { token: '', body, headers: both }));
  const named = { ...both, 'wardroom-team': TEAM_ADDRESS };
  assert.equal((await send('POST', '/v1/things/3', { token: '', body, headers: named })).status, 201);
  const address = `/v1/things/3?team=${TEAM_ADDRESS}`;
  assert.equal((await send('POST', address, { token: '', body, headers: both })).status, 201);
});

test('the cookie is out of reach of scripts and other sites, and needs TLS off this machine', () => {
  assert.match(
    signInCookie(TEAM_ADDRESS, 'x', 'http://127.0.0.1:1', 60),
    /^wardroom-T.*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=60$/,
  );
  assert.match(signInCookie(TEAM_ADDRESS, 'x', 'https://desk.example', 60), /^__Host-wardroom-.*; Secure$/);
});

test('every answer forbids framing, sniffing, caching and scripts', async () => {
  for (const { headers } of [await send('GET', '/v1/open'), await send('GET', '/v1/nothing')]) {
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
  }
});

/** Everything that the server answers to these bytes before it hangs up. */
async function raw(bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (data: Buffer) => {
    heard += data.toString();
  });
  socket.on('close', () => resolve(heard));
  socket.on('error', () => resolve(heard));
  return await promise;
}

test('what is no HTTP gets a problem document and the connection is closed', async () => {
  const heard = await raw('NOT HTTP AT ALL\r\n\r\n');
  assert.match(heard, /^HTTP\/1\.1 400 /);
  assert.match(heard, /urn:wardroom:problem:http\/bad-request/);
});

test('a stream is opened only at its address, for those signed in, from our own pages', async () => {
  const upgrade = (path: string, headers: string): Promise<string> =>
    raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`);
  assert.match(await upgrade('/v1/other', 'Authorization: Bearer maker\r\n'), /http\/no-such-route/);
  assert.match(await upgrade('/v1/stream', ''), /http\/sign-in-needed/);
  assert.match(await upgrade('/v1/stream', `Cookie: ${cookie.cookie}\r\n`), /http\/foreign-origin/);
  assert.match(
    await upgrade('/v1/stream', `Cookie: ${cookie.cookie}\r\nOrigin: https://elsewhere.example\r\n`),
    /foreign-origin/,
  );
  assert.equal(await upgrade('/v1/stream', 'Authorization: Bearer maker\r\n'), '');
});

test('the API document names every route with its schemas', async () => {
  const { body } = await send('GET', '/v1/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  assert.deepEqual(Object.keys(body.paths), ['/v1/things/{size}', '/v1/things', '/v1/open']);
  assert.equal(
    body.paths['/v1/things/{size}'].post.requestBody.content['application/json'].schema.properties.name.maxLength,
    8,
  );
});

/** Sends the beginning, then one byte at a time until the server hangs up; everything that it answered. */
async function trickle(beginning: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  const socket = connect(hastyPort, '127.0.0.1');
  socket.write(beginning);
  const drip = setInterval(() => void (socket.writable && socket.write('a')), hasty.timeoutCheckMs);
  socket.on('data', (data: Buffer) => {
    heard += data.toString();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(drip);
    resolve(heard);
  });
  return await promise;
}

test('a request whose head or body trickles is told so, and its connection is closed', async () => {
  const body = 'content-type: application/json\r\ncontent-length: 1000000\r\n\r\n{"name":"';
  const before = calls.length;
  for (const beginning of [
    'GET /v1/open HTTP/1.1\r\nhost: x\r\nx-slow: ',
    `POST /v1/things/3 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer maker\r\n${body}`,
  ]) {
    const heard = await trickle(beginning);
    assert.match(heard, /^HTTP\/1\.1 408 Request Timeout\r\ncontent-type: application\/problem\+json\r\n/);
    assert.match(heard, /connection: close\r\n/);
    assert.match(heard, /"urn:wardroom:problem:http\/too-slow"/);
    assert.equal(heard.match(/HTTP\/1\.1/g)?.length, 1, 'one answer');
  }
  assert.equal(calls.length, before);
  assert.equal((await fetch(`http://127.0.0.1:${hastyPort}/v1/open`)).status, 200, 'the server goes on');
});

test('a server that is stopping is not ready', async () => {
  const [health] = healthRoutes(() => true);
  await assert.rejects(async () => health?.run(units, {} as never), { code: 'http/shutting-down', status: 503 });
});
