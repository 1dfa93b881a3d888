import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DAY_MS, HOUR_MS, after as later } from '#platform/clock.ts';
import { readConfig } from '#platform/config.ts';
import { assemble } from '#server/main.ts';
import {
  type Answer,
  call,
  done,
  fetched,
  generalChannel,
  invite,
  makePlace,
  type Person,
  post,
  type Server,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

const nobody = `U${'0'.repeat(25)}1`;
const nowhere = `C${'0'.repeat(25)}1`;

test('bad input is refused with a problem that says what happened, and leaves nothing', async (t) => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  await setUpTeam(place, 'osprey');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  const before = await traceOf(server, mei, channel);

  await bodies(t, server, mei, channel);
  await foreignIds(t, server, mei, channel);

  assert.deepEqual(await traceOf(server, mei, channel), before, 'none of this left anything');
  await credentials(t, server, mei);
  await t.test('a client id that is used for another message is refused, and the first one stands', async () => {
    const draft = { clientId: crypto.randomUUID(), text: 'the first' };
    const line = `POST /v1/channels/${channel}/messages`;
    const { ts } = await fetched(server.url, line, mei.token, draft);
    refused(await call(server.url, line, mei.token, { ...draft, text: 'another' }), 422, 'messages/client-id-reused');
    const { text } = await fetched(server.url, `GET /v1/channels/${channel}/messages/${ts}`, mei.token);
    assert.equal(text, 'the first');
  });
  assert.doesNotMatch(server.printed(), /"level":50/, 'no refusal is a fault of the server');
  assert.deepEqual(await server.stop('SIGTERM'), { code: 0, signal: null });
});

async function bodies(t: TestContext, { url }: Server, { token }: Person, channel: string): Promise<void> {
  const message = `/v1/channels/${channel}/messages`;
  const clientId = crypto.randomUUID();
  const of = (value: object): string => JSON.stringify(value);
  const cases: [what: string, path: string, body: string | Buffer, status: number, code: string][] = [
    ['no JSON', message, '{"text":', 400, 'http/malformed-json'],
    ['no body', message, '', 400, 'http/invalid-request'],
    ['invalid UTF-8', message, Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'http/malformed-json'],
    ['a lone surrogate', message, `{"clientId":"${clientId}","text":"\\ud800"}`, 400, 'http/invalid-request'],
    ['a null character', message, of({ clientId, text: 'a\0b' }), 400, 'http/invalid-request'],
    ['only spaces', message, of({ clientId, text: ' \n ' }), 400, 'http/invalid-request'],
    ['a number for a text', message, of({ clientId, text: 7 }), 400, 'http/invalid-request'],
    ['a list for the whole', message, '[]', 400, 'http/invalid-request'],
    ['no object at all', message, 'null', 400, 'http/invalid-request'],
    ['an unknown field', message, of({ clientId, text: 'a', admin: true }), 400, 'http/invalid-request'],
    [
      '__proto__',
      message,
      `{"clientId":"${clientId}","text":"a","__proto__":{"role":"owner"}}`,
      400,
      'http/invalid-request',
    ],
    ['a prototype by constructor', message, `{"constructor":{"prototype":{"a":1}}}`, 400, 'http/invalid-request'],
    ['a text too long', message, of({ clientId, text: 'x'.repeat(40_001) }), 400, 'http/invalid-request'],
    ['a body too large', message, of({ clientId, text: 'x'.repeat(1 << 20) }), 413, 'http/body-too-large'],
    ['nesting without end', message, '['.repeat(500_000), 400, 'http/malformed-json'],
    ['a channel name in capitals', '/v1/channels', of({ name: 'OPS', kind: 'public' }), 400, 'http/invalid-request'],
    ['a direction override', '/v1/bots', of({ handle: 'b', name: 'a\u202eb' }), 400, 'http/invalid-request'],
  ];
  for (const [what, path, body, status, code] of cases) {
    await t.test(`refused: ${what}`, async () => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body: body as string });
      refused({ status: answer.status, headers: answer.headers, body: await answer.json() }, status, code);
    });
  }
}

/** What is another team's must look exactly like what is not there. */
async function foreignIds(t: TestContext, { url }: Server, mei: Person, own: string): Promise<void> {
  const stranger = await signIn(url, 'osprey');
  const foreign = await generalChannel(url, stranger);
  const { ts } = await post(url, stranger, foreign, 'of another team');
  const text = { clientId: crypto.randomUUID(), text: 'hello' };
  const calls: [line: (channel: string, member: string) => string, body?: object][] = [
    [(channel) => `GET /v1/channels/${channel}`],
    [(channel) => `GET /v1/channels/${channel}/messages`],
    [(channel) => `GET /v1/channels/${channel}/messages/${ts}`],
    [(channel) => `GET /v1/channels/${channel}/events?after=0`],
    [(channel) => `GET /v1/channels/${channel}/members`],
    [(channel) => `POST /v1/channels/${channel}/messages`, text],
    [(channel) => `PATCH /v1/channels/${channel}`, { topic: 'mine now' }],
    [(channel) => `PATCH /v1/channels/${channel}/messages/${ts}`, { text: 'mine now' }],
    [(channel) => `DELETE /v1/channels/${channel}/messages/${ts}`],
    [(channel) => `PUT /v1/channels/${channel}/members/me`],
    [(channel) => `PUT /v1/channels/${channel}/archive`],
    [(channel) => `PUT /v1/channels/${channel}/messages/${ts}/reactions/eyes`],
    [(_channel, member) => `GET /v1/members/${member}`],
    [(_channel, member) => `PUT /v1/members/${member}/role`, { role: 'member' }],
    [(_channel, member) => `POST /v1/members/${member}/deactivation`],
    [(_channel, member) => `PUT /v1/channels/${own}/members/${member}`],
  ];
  for (const [line, body] of calls) {
    await t.test(`the id of another team is an unknown id: ${line('C…', 'U…').replace(ts, '…')}`, async () => {
      const unknown = await call(url, line(nowhere, nobody), mei.token, body);
      const others = await call(url, line(foreign, stranger.id), mei.token, body);
      assert.equal(unknown.status, 404, JSON.stringify(unknown.body));
      assert.deepEqual(withoutInstance(others), withoutInstance(unknown));
    });
  }
  const { messages } = await fetched(url, `GET /v1/channels/${foreign}/messages`, stranger.token);
  assert.equal(messages.at(-1).text, 'of another team');
}

async function credentials(t: TestContext, { url }: Server, mei: Person): Promise<void> {
  const ann = await invite(url, mei, 'ann');
  const { token, secret } = await fetched(url, 'POST /v1/me/tokens', mei.token, { name: 'script' });
  await fetched(url, 'GET /v1/me', secret);
  await fetched(url, `DELETE /v1/me/tokens/${token.id}`, mei.token);
  await fetched(url, 'POST /v1/sign-out', ann.token);
  const flipped = mei.token.slice(0, -1) + (mei.token.endsWith('A') ? 'B' : 'A');
  for (const [what, given] of [
    ['a revoked token', secret],
    ['a session that signed out', ann.token],
    ['a token with another last character', flipped],
    ['nonsense', 'nonsense'],
    ['nothing', undefined],
  ]) {
    await t.test(`not let in: ${what}`, async () => {
      refused(await call(url, 'GET /v1/me', given), 401, 'http/sign-in-needed');
    });
  }
}

test('a clock that jumps back and forth keeps the order, and ends what has run out', async () => {
  const place = await makePlace();
  let now = new Date('2026-03-01T10:00:00Z');
  const environment = {
    WARDROOM_DATA: place.folder,
    WARDROOM_PORT: '0',
    WARDROOM_METRICS_PORT: '0',
    WARDROOM_LOG: 'warn',
  };
  await setUpTeam(place, 'kestrel');
  const app = await assemble(readConfig({ ...environment, DATABASE_URL: place.databaseUrl }), { clock: () => now });
  try {
    await app.listen();
    const url = app.url();
    const mei = await signIn(url, 'kestrel');
    const channel = await generalChannel(url, mei);
    const { number } = await fetched(url, `GET /v1/channels/${channel}/events?after=0`, mei.token);
    const sent: string[] = [];
    for (const jumpMs of [0, -HOUR_MS, -DAY_MS, HOUR_MS, 2 * DAY_MS, -DAY_MS]) {
      now = later(now, jumpMs);
      sent.push((await post(url, mei, channel, `after a jump of ${jumpMs} ms`)).ts);
    }
    assert.deepEqual(sent, sent.toSorted());
    assert.equal(new Set(sent).size, sent.length);
    const { events } = await fetched(url, `GET /v1/channels/${channel}/events?after=${number}`, mei.token);
    assert.deepEqual(
      events.map((event: { number: number; ts: string }) => [event.number, event.ts]),
      sent.map((ts, at) => [number + at + 1, ts]),
    );

    const expiresAt = later(now, DAY_MS).toISOString();
    const { secret } = await fetched(url, 'POST /v1/me/tokens', mei.token, { name: 'for a day', expiresAt });
    await fetched(url, 'GET /v1/me', secret);
    now = later(now, DAY_MS);
    refused(await call(url, 'GET /v1/me', secret), 401, 'api-tokens/ended');
    now = later(now, 31 * DAY_MS);
    refused(await call(url, 'GET /v1/me', mei.token), 401, 'http/sign-in-needed');
  } finally {
    await app.close();
  }
  const out = join(place.folder, 'audit.jsonl');
  const { vkey } = await done(place, 'audit', 'export', '--team', 'kestrel', '--out', out);
  assert.ok((await done(place, 'audit', 'verify', out, '--key', vkey)).ok);
});

function refused({ status, headers, body }: Answer, expected: number, code: string): void {
  assert.deepEqual([status, body.type], [expected, `urn:wardroom:problem:${code}`], JSON.stringify(body));
  assert.equal(headers.get('content-type')?.split(';')[0], 'application/problem+json');
  assert.equal(body.status, status);
  assert.ok(body.title.length > 10);
  assert.match(body.instance, /^[0-9a-f-]{36}$/);
}

const withoutInstance = ({ status, body }: Answer): object => ({ status, body: { ...body, instance: '' } });

/** What a change would show in: the log of the channel, the channels, the people, and the audit log. */
async function traceOf({ url, place }: Server, { token }: Person, channel: string): Promise<object> {
  const { number } = await fetched(url, `GET /v1/channels/${channel}/events?after=0`, token);
  const { channels } = await fetched(url, 'GET /v1/channels', token);
  const { members } = await fetched(url, 'GET /v1/members', token);
  const out = join(place.folder, 'trace.jsonl');
  const { entries } = await done(place, 'audit', 'export', '--team', 'kestrel', '--out', out);
  return { number, channels, members, entries };
}
