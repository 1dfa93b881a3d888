import assert from 'node:assert/strict';
import { type AddressInfo, type connect, createServer } from 'node:net';
import { after, mock, test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { limits } from '../limits.ts';
import { Problem } from '../problem.ts';
import { openWeb, TEST_AUTHORITY } from '../testing/web.ts';
import { createEgress, type EgressPolicy, type OutgoingRequest, type Resolve, readOpened } from './egress.ts';

const MEGABYTE = 1024 * 1024;
const policy: EgressPolicy = {
  purpose: 'test',
  plain: true,
  redirectsMax: 3,
  bytesMax: 64 * 1024,
  longer: 'refuse',
  wholeMs: 20_000,
};
const outcomes: string[] = [];

/** A door that finds every name on this machine and may reach these ports of it. */
function door(ports: readonly number[], resolve: Resolve = async () => ['127.0.0.1']) {
  const opened = readOpened(ports.map((port) => `127.0.0.1:${port}`).join()) ?? assert.fail();
  const reached = (purpose: string, outcome: string): void => void outcomes.push(`${purpose} ${outcome}`);
  const egress = createEgress({ opened, reached, resolve, authority: TEST_AUTHORITY });
  return (url: string, given: Partial<EgressPolicy & OutgoingRequest> = {}, signal?: AbortSignal) =>
    egress.request({ url, method: 'GET', headers: {}, ...given }, { ...policy, ...given }, signal);
}

const refuses = async (code: string, call: Promise<unknown>): Promise<Problem> => {
  const refusal = await call.then(
    () => assert.fail(`This should be refused with ${code}.`),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof Problem, String(refusal));
  assert.equal(refusal.code, code, String(refusal.cause));
  assert.doesNotMatch(JSON.stringify(refusal.detail) + refusal.title, /127\.0|10\.\d|169\.254/);
  assert.equal(outcomes.at(-1), `test ${code.replace('egress/', '')}`);
  return refusal;
};

test('an answer comes with its status, headers and body, and the name is what the other side hears', async () => {
  const web = await openWeb((request, response) => {
    const heard = { host: request.headers.host, cookie: request.headers.cookie, agent: request.headers['user-agent'] };
    response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end(JSON.stringify(heard));
  });
  const request = door([web.port]);
  const answer = await request(`http://good.example:${web.port}/a%20b?c#d`, { headers: { 'user-agent': 'Test' } });
  assert.equal(answer.status, 201);
  const heard = { host: `good.example:${web.port}`, agent: 'Test' };
  assert.deepEqual(JSON.parse(answer.body.toString()), heard);
  assert.deepEqual([answer.headers['content-type'], answer.headers['set-cookie']], ['application/json', undefined]);
  assert.deepEqual([answer.whole, answer.url], [true, `http://good.example:${web.port}/a%20b?c#d`]);
  // Nothing is remembered from one request to the next.
  assert.deepEqual(JSON.parse((await request(`http://good.example:${web.port}/`)).body.toString()), {
    host: heard.host,
  });
  assert.deepEqual(web.asked, ['GET /a%20b?c', 'GET /']);
  assert.equal(outcomes.at(-1), 'test answered');
});

test('a body is sent as it is, and a redirect of it is the answer', async () => {
  const received: string[] = [];
  const web = await openWeb((request, response) => {
    request.on('data', (part: Buffer) => received.push(part.toString()));
    request.on('end', () => response.writeHead(307, { location: '/elsewhere' }).end());
  });
  const sent = { method: 'POST', body: Buffer.from('words') } as const;
  assert.equal((await door([web.port])(`http://good.example:${web.port}/`, sent)).status, 307);
  assert.deepEqual([received, web.asked], [['words'], ['POST /']]);
});

for (const [what, url, reason] of [
  ['another scheme', 'ftp://good.example/', 'scheme'],
  ['a file', 'file:///etc/passwd', 'scheme'],
  ['a text', 'good.example', 'form'],
  ['a password', 'https://me:secret@good.example/', 'credentials'],
  ['an endless address', `https://good.example/${'a'.repeat(limits.egress.urlCharactersMax)}`, 'length'],
] as const) {
  test(`refused before anything is asked: ${what}`, async () => {
    const resolve = mock.fn<Resolve>(async () => ['1.1.1.1']);
    const refusal = await refuses('egress/address-refused', door([], resolve)(url));
    assert.deepEqual([refusal.detail, resolve.mock.callCount()], [{ reason }, 0]);
  });
}

test('without TLS nothing is sent unless the caller has said that it will do', async () => {
  const web = await openWeb((_request, response) => response.end());
  await refuses('egress/address-refused', door([web.port])(`http://good.example:${web.port}/`, { plain: false }));
  assert.deepEqual(web.asked, []);
});

test('special addresses are refused however they are written, and names that lead to them', async () => {
  const web = await openWeb((_request, response) => response.end());
  const { port } = web;
  const request = door([]);
  const hosts = ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '0'];
  for (const host of [...hosts, '169.254.169.254', 'localhost', 'good.example', '１２７.0.0.1']) {
    await refuses('egress/destination-refused', request(`http://${host}:${port}/`));
  }
  const answers = [['10.0.0.1'], ['fe80::1'], ['::ffff:127.0.0.1'], ['1.1.1.1', '10.0.0.1'], ['2606:4700::1', '::1']];
  for (const answer of answers) {
    await refuses('egress/destination-refused', door([port], async () => answer)('https://turned.example/'));
  }
  assert.deepEqual(web.asked, []);
});

test('ports of other services are refused, also of public addresses', async () => {
  const resolve: Resolve = async () => ['1.1.1.1'];
  for (const port of [22, 25, 5432, 6379]) {
    await refuses('egress/destination-refused', door([], resolve)(`https://good.example:${port}/`));
  }
});

test('a name is resolved once: what it says a moment later changes nothing', async () => {
  const web = await openWeb((_request, response) => response.end('the first'));
  const trap = await openWeb((_request, response) => response.end('the second'));
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  const resolve = mock.fn<Resolve>(async () => answers.shift() ?? []);
  const answer = await door([web.port, trap.port], resolve)(`http://turning.example:${web.port}/`);
  assert.deepEqual([answer.body.toString(), resolve.mock.callCount()], ['the first', 1]);
  await refuses('egress/destination-refused', door([web.port], resolve)(`http://turning.example:${web.port}/`));
  assert.equal(web.asked.length, 1);
});

test('a redirect is judged like a first request', async () => {
  const inner = await openWeb((_request, response) => response.end('secret'));
  let location = '';
  const web = await openWeb((_request, response) => response.writeHead(302, { location }).end());
  const request = door([web.port]);
  const start = `http://good.example:${web.port}/`;
  const places = [`http://127.0.0.1:${inner.port}/`, 'http://169.254.169.254/latest/', 'http://[::1]/', 'http://10.1/'];
  for (location of places) await refuses('egress/destination-refused', request(start));
  for (location of ['file:///etc/passwd', 'http://me:secret@good.example/', 'http://:0:', 'javascript:1']) {
    await refuses('egress/address-refused', request(start));
  }
  location = start;
  await refuses('egress/too-many-redirects', request(start));
  assert.deepEqual(inner.asked, []);
});

test('redirects lead to the end, and what was said to one place is not repeated to another', async () => {
  const heard: (string | undefined)[] = [];
  const last = await openWeb((request, response) => {
    heard.push(request.headers['user-agent'], request.headers.authorization);
    response.end('the end');
  });
  const first = await openWeb((request, response) => {
    heard.push(request.headers.authorization);
    const location = request.url === '/' ? '/second' : `http://other.example:${last.port}/`;
    response.writeHead(301, { location }).end();
  });
  const headers = { authorization: 'secret', 'user-agent': 'Test' };
  const answer = await door([first.port, last.port])(`http://good.example:${first.port}/`, { headers });
  assert.deepEqual([answer.body.toString(), answer.url], ['the end', `http://other.example:${last.port}/`]);
  assert.deepEqual(heard, ['secret', 'secret', 'Test', undefined]);
});

test('a certificate is held against the name, and nothing is sent where it does not fit', async () => {
  const web = await openWeb((_request, response) => response.end('trusted'), 'valid');
  const request = door([web.port]);
  assert.equal((await request(`https://good.example:${web.port}/`)).body.toString(), 'trusted');
  assert.equal((await request(`https://127.0.0.1:${web.port}/`)).body.toString(), 'trusted');
  const ended = await openWeb((_request, response) => response.end(), 'ended');
  const plain = await openWeb((_request, response) => response.end());
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await refuses('egress/untrusted', request(`https://other.example:${web.port}/`));
    await refuses('egress/untrusted', door([ended.port])(`https://good.example:${ended.port}/`));
    await refuses('egress/untrusted', door([plain.port])(`https://good.example:${plain.port}/`));
    const opened = readOpened(`127.0.0.1:${web.port}`) ?? assert.fail();
    const reached = (_: string, outcome: string): void => void outcomes.push(`test ${outcome}`);
    const usual = createEgress({ opened, reached, resolve: async () => ['127.0.0.1'] });
    const wanted = { url: `https://good.example:${web.port}/`, method: 'GET', headers: {} } as const;
    await refuses('egress/untrusted', usual.request(wanted, policy));
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
  assert.equal(web.asked.length + ended.asked.length + plain.asked.length, 2);
});

test('a proxy that the surroundings name is not asked', async () => {
  const proxy = await openWeb((_request, response) => response.end('proxied'));
  const web = await openWeb((_request, response) => response.end('straight'));
  const surroundings = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_USE_ENV_PROXY: '1' };
  Object.assign(process.env, surroundings);
  try {
    assert.equal((await door([web.port])(`http://good.example:${web.port}/`)).body.toString(), 'straight');
  } finally {
    for (const name of Object.keys(surroundings)) delete process.env[name];
  }
  assert.deepEqual(proxy.asked, []);
});

test('a destination that is not there, or not known, is unreachable', async () => {
  const gone = createServer();
  await new Promise<void>((listening) => gone.listen(0, '127.0.0.1', listening));
  const { port } = gone.address() as AddressInfo;
  await new Promise((closed) => gone.close(closed));
  await refuses('egress/unreachable', door([port])(`http://good.example:${port}/`));
  await refuses('egress/unreachable', door([port], async () => [])('http://good.example/'));
  const failing: Resolve = async () => assert.fail('queryA ENOTFOUND');
  await refuses('egress/unreachable', door([port], failing)('http://good.example/'));
});

test('an answer that is larger than asked for is refused or cut, packed or not', async () => {
  const bodies: Record<string, [encoding: string, body: Buffer]> = {
    '/plain': ['identity', Buffer.alloc(MEGABYTE, 'a')],
    '/gzip': ['gzip', gzipSync(Buffer.alloc(200 * MEGABYTE))],
    '/br': ['br', brotliCompressSync(Buffer.alloc(MEGABYTE), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  };
  const web = await openWeb((request, response) => {
    const [encoding, body] = bodies[request.url ?? ''] ?? assert.fail();
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
  });
  const request = door([web.port]);
  for (const path of Object.keys(bodies)) {
    const url = `http://good.example:${web.port}${path}`;
    await refuses('egress/answer-too-large', request(url));
    const cut = await request(url, { longer: 'cut' });
    assert.deepEqual([cut.body.length, cut.whole], [policy.bytesMax, false]);
  }
});

test('a packed answer that never comes to anything is refused', async () => {
  const web = await openWeb((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    // A gzip header, then stored blocks without anything in them.
    response.write(Buffer.from('1f8b0800000000000003', 'hex'));
    const blocks = Buffer.alloc(5_000, Buffer.from('000000ffff', 'hex'));
    const more = (): void => void (response.destroyed || response.write(blocks, more));
    more();
  });
  await refuses('egress/answer-too-large', door([web.port])(`http://good.example:${web.port}/`, { bytesMax: 1_000 }));
});

test('packed answers are unpacked, broken and strange ones are refused', async () => {
  const bodies: Record<string, [encoding: string, body: Buffer]> = {
    '/gzip': ['GZIP', gzipSync('words')],
    '/br': ['br', brotliCompressSync('words')],
    '/half': ['gzip', gzipSync('words'.repeat(100)).subarray(0, 20)],
    '/none': ['gzip', Buffer.from('words')],
    '/both': ['gzip, br', Buffer.from('words')],
    '/zstd': ['zstd', Buffer.from('words')],
  };
  const web = await openWeb((request, response) => {
    const [encoding, body] = bodies[request.url ?? ''] ?? assert.fail();
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
  });
  const [request, at] = [door([web.port]), `http://good.example:${web.port}`];
  for (const path of ['/gzip', '/br']) assert.equal((await request(at + path)).body.toString(), 'words');
  for (const path of ['/half', '/none', '/both', '/zstd']) await refuses('egress/answer-broken', request(at + path));
});

/** A server that speaks by hand; what it does with each connection is up to the test. */
async function openRaw(talk: (socket: ReturnType<typeof connect>) => void): Promise<number> {
  const sockets = new Set<ReturnType<typeof connect>>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => talk(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const raw: [what: string, text: string][] = [
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['less than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab'],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ['endless headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(limits.egress.headerBytesMax)}\r\n`],
  ['nothing', ''],
];
for (const [what, text] of raw) {
  test(`refused as broken: ${what}`, async () => {
    const port = await openRaw((socket) => socket.end(text));
    await refuses('egress/answer-broken', door([port])(`http://good.example:${port}/`));
  });
}

test('an answer that drips for ever ends with the time that the caller has', async () => {
  const drips = ['HTTP/1.1 200 OK\r\nA: ', 'HTTP/1.1 200 OK\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\n\r\n'];
  for (const start of drips) {
    const ended = Promise.withResolvers<void>();
    const port = await openRaw((socket) => {
      socket.write(start);
      const drip = setInterval(() => socket.write(start.includes('103') ? start : 'a'), 10);
      socket.once('close', () => {
        clearInterval(drip);
        ended.resolve();
      });
    });
    await refuses('egress/too-slow', door([port])(`http://good.example:${port}/`, { wholeMs: 200 }));
    // Nothing stays open behind it.
    await ended.promise;
  }
});

test('whoever keeps silent, at whichever step, is given up after the time of that step', async (t) => {
  const heard = Promise.withResolvers<void>();
  const port = await openRaw(() => heard.resolve());
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = refuses('egress/too-slow', door([port])(`http://good.example:${port}/`));
  await heard.promise;
  t.mock.timers.tick(limits.egress.firstByteMs);
  await silent;
  const greeted = Promise.withResolvers<void>();
  const tlsPort = await openRaw(() => greeted.resolve());
  const mute = refuses('egress/too-slow', door([tlsPort])(`https://good.example:${tlsPort}/`));
  await greeted.promise;
  t.mock.timers.tick(limits.egress.connectMs);
  await mute;
  const asked = Promise.withResolvers<void>();
  const never: Resolve = () => {
    asked.resolve();
    return new Promise(() => {});
  };
  const unknown = refuses('egress/too-slow', door([], never)('http://good.example/'));
  await asked.promise;
  t.mock.timers.tick(limits.egress.resolveMs * limits.egress.resolveTriesMax);
  await unknown;
});

test('a caller who loses interest is let go at once, and the connection with it', async () => {
  const [heard, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const port = await openRaw((socket) => {
    socket.once('close', () => ended.resolve());
    heard.resolve();
  });
  const interest = new AbortController();
  const call = door([port])(`http://good.example:${port}/`, {}, interest.signal);
  await heard.promise;
  interest.abort(new Error('No interest any more.'));
  await assert.rejects(call, /No interest any more/);
  await ended.promise;
  await assert.rejects(door([port])(`http://good.example:${port}/`, {}, interest.signal), /No interest any more/);
});

test('a destination gets a few requests at once, the others wait, and too many are turned away', async () => {
  const { atOncePerDestinationMax, waitingMax } = limits.egress;
  const waiting: (() => void)[] = [];
  let full = Promise.withResolvers<void>();
  const web = await openWeb((_request, response) => {
    waiting.push(() => response.end());
    if (waiting.length === atOncePerDestinationMax) full.resolve();
  });
  const other = await openWeb((_request, response) => response.end('other'));
  const request = door([web.port, other.port]);
  const url = `http://good.example:${web.port}/`;
  const calls = Array.from({ length: atOncePerDestinationMax + waitingMax }, (_, n) => {
    // Only a few are let through in the end: the others give up while they stand in line.
    return n < 2 * atOncePerDestinationMax ? request(url) : request(url, { wholeMs: 1 }).catch(() => {});
  });
  await full.promise;
  await refuses('egress/busy', request(url));
  assert.equal((await request(`http://good.example:${other.port}/`)).body.toString(), 'other');
  assert.equal(web.asked.length, atOncePerDestinationMax);
  full = Promise.withResolvers();
  for (const answer of waiting.splice(0)) answer();
  await full.promise;
  assert.equal(web.asked.length, 2 * atOncePerDestinationMax);
  for (const answer of waiting.splice(0)) answer();
  await Promise.all(calls);
  assert.equal(web.asked.length, 2 * atOncePerDestinationMax);
});
