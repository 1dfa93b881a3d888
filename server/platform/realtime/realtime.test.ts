import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import { inTime } from '../testing/waiting.ts';
import { createHub, type HubOptions, type PublishedEntry, type RealtimeLimits, type Subscriber } from './realtime.ts';
import { testLimits } from './testing.ts';

interface House {
  onText?: (subscriber: Subscriber, text: string) => void | Promise<void>;
  limits?: Partial<RealtimeLimits>;
  timer?: HubOptions['timer'];
}

/** A hub behind a real HTTP server, over a log in memory. */
async function openHouse(t: TestContext, { onText, limits, timer }: House = {}) {
  const committed: PublishedEntry[] = [];
  const faults: unknown[] = [];
  const hub = createHub({
    readLog: async (_log, after, limit) => committed.slice(after, after + limit),
    resetText: (log, number) => JSON.stringify({ reset: log, number }),
    limits: { ...testLimits, ...limits },
    onFault: (fault) => faults.push(fault),
    ...(timer ? { timer } : {}),
  });
  const http = createServer();
  const arrivals: ((subscriber: Subscriber) => void)[] = [];
  http.on('upgrade', (request, socket, head) => {
    const subscriber = hub.accept(request, socket, head, { onText: onText ?? (() => {}) });
    if (subscriber) arrivals.shift()?.(subscriber);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  t.after(async () => {
    await hub.shutdown();
    http.close();
  });
  const commit = (json: string | Buffer) => {
    const entry = { number: committed.length + 1, json };
    committed.push(entry);
    return entry;
  };
  return { hub, http, url, committed, commit, faults, connect: () => connect(url, arrivals) };
}

/** A real client, with what it was sent so far. */
async function connect(url: string, arrivals: ((subscriber: Subscriber) => void)[]) {
  const arrived = new Promise<Subscriber>((resolve) => arrivals.push(resolve));
  const socket = new WebSocket(url);
  const got: string[] = [];
  let more = () => {};
  socket.on('message', (text: Buffer) => {
    got.push(text.toString());
    more();
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  await once(socket, 'open');
  const texts = async (count: number) => {
    while (got.length < count) await inTime(`text ${count}`, new Promise<void>((resolve) => (more = resolve)));
    return got;
  };
  return { socket, subscriber: await arrived, got, texts, closed };
}

test('entries of every length arrive unharmed, in order, mixed with pings and direct texts', async (t) => {
  const { hub, commit, connect } = await openHouse(t);
  const { socket, subscriber, texts } = await connect();
  await hub.subscribe(subscriber, 'log', { after: 0, asOf: 0 });
  const sent: string[] = [];
  for (const bytes of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) {
    const text = bytes < 20 ? 'x'.repeat(bytes) : 'ü€😀\u0000'.padEnd(bytes - 5, randomBytes(bytes).toString('hex'));
    assert.equal(Buffer.byteLength(text), bytes);
    sent.push(text, `after ${bytes}`);
    hub.publish('log', commit(Buffer.from(text)));
    hub.publish('log', commit(`after ${bytes}`));
    socket.ping('are you there');
  }
  const pong = once(socket, 'pong');
  hub.send(subscriber, 'direct');
  sent.push('direct');
  assert.deepEqual(await texts(sent.length), sent);
  assert.equal(String((await pong)[0]), 'are you there');
});

test('all frames of a tick leave in one write per socket', async (t) => {
  const { hub, commit, connect } = await openHouse(t);
  const clients = [await connect(), await connect()];
  for (const { subscriber } of clients) await hub.subscribe(subscriber, 'log', { after: 0, asOf: 0 });
  const before = { ...hub.stats() };
  for (let made = 0; made < 20; made += 1) hub.publish('log', commit(`${made}`));
  for (const { texts } of clients) await texts(20);
  assert.equal(hub.stats().frames - before.frames, 40);
  assert.equal(hub.stats().writes - before.writes, 2);
});

test('a client that was away gets what it missed and then what comes', async (t) => {
  const { hub, commit, connect } = await openHouse(t);
  for (let made = 1; made <= 35; made += 1) commit(`${made}`);
  const { subscriber, texts } = await connect();
  const joined = hub.subscribe(subscriber, 'log', { after: 3, asOf: 35 });
  hub.publish('log', commit('36'));
  await joined;
  hub.publish('log', commit('37'));
  assert.deepEqual(
    await texts(34),
    Array.from({ length: 34 }, (_, index) => `${index + 4}`),
  );
});

test('a client that does not read is closed as slow, and gets the rest by number when it comes back', async (t) => {
  const { hub, commit, connect } = await openHouse(t, { limits: { behindMax: 5_000, unsentBytesMax: 64 * 1024 } });
  const { socket, subscriber, closed, got } = await connect();
  await hub.subscribe(subscriber, 'log', { after: 0, asOf: 0 });
  socket.pause();
  for (let made = 0; made < 2_000 && !subscriber.closed; made += 1) {
    hub.publish('log', commit(`${made} ${'x'.repeat(30_000)}`));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(subscriber.closed, true);
  assert.equal(hub.stats().closedSlow, 1);
  socket.resume();
  assert.deepEqual(await closed, {
    code: 4008,
    reason: 'Too slow to take what was sent: come back and resume by number.',
  });
  const head = commit('last').number;
  const again = await connect();
  await hub.subscribe(again.subscriber, 'log', { after: got.length, asOf: head });
  assert.equal((await again.texts(head - got.length)).at(-1), 'last');
});

test('a client that catches up slowly holds one page in memory, not the whole past', async (t) => {
  const { hub, commit, connect } = await openHouse(t, { limits: { behindMax: 5_000 } });
  for (let made = 1; made <= 300; made += 1) commit(`${made} ${'x'.repeat(30_000)}`);
  const { socket, subscriber, texts } = await connect();
  socket.pause();
  const joined = hub.subscribe(subscriber, 'log', { after: 0, asOf: 300 });
  for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(hub.stats().frames < 300, 'pages wait for the socket');
  socket.resume();
  assert.equal(await joined, 300);
  assert.equal((await texts(300)).length, 300);
  assert.equal(hub.stats().closedSlow, 0);
});

test('signing out closes every socket of the person at once, and what they still send is not heard', async (t) => {
  const heard: string[] = [];
  const { hub, connect } = await openHouse(t, { onText: (_subscriber, text) => void heard.push(text) });
  const [laptop, phone, other] = [await connect(), await connect(), await connect()];
  hub.join(laptop.subscriber, 'person 1');
  hub.join(phone.subscriber, 'person 1');
  hub.join(other.subscriber, 'person 2');
  assert.equal(hub.size('person 1'), 2);
  phone.socket.send('too late');
  hub.close('person 1', 'signedOut');
  assert.equal(hub.size('person 1'), 0);
  assert.equal((await laptop.closed).code, 4001);
  assert.deepEqual(await phone.closed, { code: 4001, reason: 'Signed out: sign in again.' });
  hub.send('person 1', 'nobody');
  hub.send('person 2', 'still here');
  assert.deepEqual(await other.texts(1), ['still here']);
  assert.deepEqual(heard, []);
});

test('a group taken off a log gets nothing more of it, and everything else', async (t) => {
  const { hub, commit, connect } = await openHouse(t);
  const [ada, mei] = [await connect(), await connect()];
  hub.join(ada.subscriber, 'ada');
  for (const { subscriber } of [ada, mei]) await hub.subscribe(subscriber, 'log', { after: 0, asOf: 0 });
  hub.publish('log', commit('1'));
  hub.unsubscribe('ada', 'log');
  hub.publish('log', commit('2'));
  hub.send('ada', 'notice');
  assert.deepEqual(await ada.texts(2), ['1', 'notice']);
  assert.deepEqual(await mei.texts(2), ['1', '2']);
  assert.deepEqual([...ada.subscriber.logs], []);
});

test('too many, binary and too large frames each close the socket with a code that says so', async (t) => {
  const { connect } = await openHouse(t);
  const [flood, binary, large] = [await connect(), await connect(), await connect()];
  for (let sent = 0; sent <= testLimits.incomingPerSecondMax * 2; sent += 1) flood.socket.send('{}');
  assert.equal((await flood.closed).code, 4029);
  binary.socket.send(Buffer.from([1, 2, 3]));
  assert.equal((await binary.closed).code, 1003);
  large.socket.send('x'.repeat(testLimits.incomingBytesMax + 1));
  assert.equal((await large.closed).code, 1009);
});

test('a listener that throws costs its own socket only', async (t) => {
  const onText = (_subscriber: Subscriber, text: string) => {
    if (text === 'throw') throw new Error('thrown');
    return text === 'reject' ? Promise.reject(new Error('rejected')) : undefined;
  };
  const { connect, faults, hub } = await openHouse(t, { onText });
  const [throwing, rejecting, bystander] = [await connect(), await connect(), await connect()];
  throwing.socket.send('throw');
  rejecting.socket.send('reject');
  assert.equal((await throwing.closed).code, 1011);
  assert.equal((await rejecting.closed).code, 1011);
  assert.equal(faults.length, 2);
  hub.send(bystander.subscriber, 'fine');
  assert.deepEqual(await bystander.texts(1), ['fine']);
});

test('a socket that answers pings stays, a silent one is dropped', async (t) => {
  let round = () => {};
  const timer: HubOptions['timer'] = (run, ms) => {
    if (ms === 1_000) round = run;
    return () => {};
  };
  const { hub, connect } = await openHouse(t, { timer });
  const alive = await connect();
  const silent = await connect();
  silent.socket.pause();
  for (let second = 0; second < 2; second += 1) {
    const pinged = once(alive.socket, 'ping');
    for (let step = 0; step < testLimits.pingEverySeconds; step += 1) round();
    await pinged;
    const heardBefore = hub.stats().incoming;
    alive.socket.ping();
    await once(alive.socket, 'pong');
    assert.ok(hub.stats().incoming > heardBefore);
  }
  silent.socket.resume();
  assert.equal((await silent.closed).code, 1006);
  assert.equal(hub.stats().closedSilent, 1);
  assert.equal(alive.subscriber.closed, false);
});

test('a full house refuses the next socket before the handshake', async (t) => {
  const { url, connect } = await openHouse(t, { limits: { socketsMax: 1 } });
  await connect();
  const refused = new WebSocket(url);
  const [error] = await once(refused, 'error');
  assert.match(String(error), /503/);
});

test('shutting down sends what is queued, then says that the server goes away', async (t) => {
  const { hub, connect, url } = await openHouse(t);
  const { subscriber, closed, got } = await connect();
  hub.send(subscriber, 'the last word');
  await hub.shutdown();
  assert.equal((await closed).code, 1001);
  assert.deepEqual(got, ['the last word']);
  assert.equal(hub.stats().sockets, 0);
  const [error] = await once(new WebSocket(url), 'error');
  assert.match(String(error), /503/);
});
