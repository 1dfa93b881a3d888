/** The resolver that the product uses, against a name server on this machine that says what a test wants. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Problem } from '../problem.ts';
import { openWeb } from '../testing/web.ts';
import { resolveByDns, textsByDns } from './connection.ts';
import { createEgress, type EgressPolicy, readOpened } from './egress.ts';

const [A, AAAA, TXT] = [1, 28, 16];

const said = (...parts: string[]): number[] => parts.flatMap((part) => [part.length, ...Buffer.from(part)]);

/** Addresses as bytes, by name and type; a name that is not here does not exist, `silent.example` gets no answer. */
const ZONE: Readonly<Record<string, Readonly<Record<number, readonly (readonly number[])[]>>>> = {
  'both.example': { [A]: [[127, 0, 0, 1]], [AAAA]: [[...Array.from({ length: 15 }, () => 0), 1]] },
  'four.example': {
    [A]: [
      [127, 0, 0, 1],
      [127, 0, 0, 2],
    ],
  },
  'six.example': { [AAAA]: [[...Array.from({ length: 15 }, () => 0), 1]] },
  'turning.example': {
    [A]: [
      [127, 0, 0, 1],
      [169, 254, 169, 254],
    ],
  },
  'empty.example': {},
  'speaking.example': { [TXT]: [said('one'), said('a long ', 'one')] },
};

const server = createSocket('udp4');
const asked: string[] = [];
const heard = Promise.withResolvers<void>();
server.on('message', (query, from) => {
  const { name, type, end } = questionOf(query);
  asked.push(`${name} ${type}`);
  if (name === 'silent.example') return heard.resolve();
  server.send(answerTo(query.subarray(0, end), ZONE[name], type), from.port, from.address);
});
server.bind(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const servers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
const resolve = resolveByDns(servers);
const resolved = async (name: string) => (await resolve(name, new AbortController().signal)).toSorted();

/** The one question of a query (RFC 1035, 4.1.2). */
function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The header and question as they came, and the records (RFC 1035, 4.1.3), each pointing to the question's name. */
function answerTo(query: Buffer, known: (typeof ZONE)[string] | undefined, type: number): Buffer {
  const found = known?.[type] ?? [];
  const header = Buffer.from(query);
  header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(found.length, 6);
  // Whatever else the query brought along (EDNS) is left out of the answer.
  header.writeUInt32BE(0, 8);
  const records = found.map((address) =>
    Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length, ...address]),
  );
  return Buffer.concat([header, ...records]);
}

test('a name has the addresses of both kinds that its name server gives', async () => {
  assert.deepEqual(await resolved('both.example'), ['127.0.0.1', '::1']);
  assert.deepEqual(await resolved('four.example'), ['127.0.0.1', '127.0.0.2']);
  assert.deepEqual(await resolved('six.example'), ['::1']);
});

test('a name that does not exist, or has no address, has none', async () => {
  assert.deepEqual(await resolved('nobody.example'), []);
  assert.deepEqual(await resolved('empty.example'), []);
});

test('what a name says is made whole, and a name that says nothing has no texts', async () => {
  const texts = textsByDns(servers);
  assert.deepEqual((await texts('speaking.example')).toSorted(), ['a long one', 'one']);
  assert.deepEqual([await texts('empty.example'), await texts('nobody.example')], [[], []]);
});

test('nothing is remembered: each call asks anew', async () => {
  const before = asked.length;
  await resolved('both.example');
  await resolved('both.example');
  assert.deepEqual(asked.slice(before).toSorted(), [
    'both.example 1',
    'both.example 1',
    'both.example 28',
    'both.example 28',
  ]);
});

test('a name server that keeps silent is given up as soon as nobody waits any more', async () => {
  const stop = new AbortController();
  const answer = resolve('silent.example', stop.signal);
  await heard.promise;
  stop.abort();
  assert.deepEqual(await answer, []);
});

test('the door judges what the name server said, and reaches only what is opened', async () => {
  const web = await openWeb((_request, response) => void response.end('hello'));
  const policy: EgressPolicy = {
    ...{ purpose: 'test', plain: true, redirectsMax: 0, bytesMax: 1_024, longer: 'refuse', wholeMs: 20_000 },
  };
  const through = (opened: string, name: string) =>
    createEgress({ opened: readOpened(opened) ?? assert.fail(), reached: () => {}, resolve }).request(
      { url: `http://${name}:${web.port}/`, method: 'GET', headers: {} },
      policy,
    );
  const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;
  const answer = await through(`127.0.0.1:${web.port}, 127.0.0.2:${web.port}`, 'four.example');
  assert.equal(answer.body.toString(), 'hello');
  await assert.rejects(through('', 'four.example'), refused('egress/destination-refused'));
  await assert.rejects(through(`127.0.0.0/8:${web.port}`, 'turning.example'), refused('egress/destination-refused'));
  await assert.rejects(through(`127.0.0.1:${web.port}`, 'nobody.example'), refused('egress/unreachable'));
  assert.deepEqual(web.asked, ['GET /']);
});
