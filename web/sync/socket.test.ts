import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientFrame } from '#contract/stream.ts';
import { openStream, type SocketLike } from './socket.ts';
import type { Connection } from './state.ts';
import { handClock } from './testing.ts';

interface Wire extends SocketLike {
  readyState: WebSocket['readyState'];
  readonly sent: ClientFrame[];
  isClosed: boolean;
}

/** A browser whose sockets do what the test says. `numbers`: what is loaded. */
function stand(numbers?: Record<string, number>) {
  const clock = handClock();
  const wires: Wire[] = [];
  const told: Connection[] = [];
  const wakes = new Set<() => void>();
  let asked = 0;
  const stream = openStream({
    connect() {
      const sent: ClientFrame[] = [];
      const send = (text: string) => void sent.push(JSON.parse(text));
      const wire: Wire = {
        sent,
        readyState: WebSocket.OPEN,
        isClosed: false,
        onmessage: null,
        onclose: null,
        send: send as never,
        close() {
          wire.isClosed = true;
        },
      };
      wires.push(wire);
      return wire;
    },
    clock,
    random: { uuid: () => '', fraction: () => 1 },
    onWake(run) {
      wakes.add(run);
      return () => void wakes.delete(run);
    },
    numbers: () => numbers,
    onFrame: () => {},
    onConnection: (connection) => told.push(connection),
    question: () => ({ kind: 'watch', members: [] }),
    askWhoIAm: () => (asked += 1),
  });
  const last = () => wires.at(-1)!;
  const say = (kind: string) => last().onmessage?.call(last() as never, { data: JSON.stringify({ kind }) } as never);
  const drop = (code = 1006) => last().onclose?.call(last() as never, { code } as never);
  const start = () => {
    say('hello');
    say('ready');
  };
  return { clock, wires, told, wakes, stream, last, say, drop, start, asked: () => asked };
}

test('hello is answered by a start, or by the numbers of what is loaded', () => {
  const fresh = stand();
  fresh.say('hello');
  assert.deepEqual(fresh.last().sent, [{ kind: 'start' }]);
  assert.deepEqual(fresh.told, []);
  fresh.say('ready');
  assert.deepEqual(fresh.told, [{ kind: 'online' }]);
  const back = stand({ C1: 7 });
  back.say('hello');
  assert.deepEqual(back.last().sent, [{ kind: 'resume', numbers: { C1: 7 } }]);
});

test('a lost connection comes back later and later, and sooner again once it stood', async () => {
  const { clock, wires, told, drop, start, asked } = stand();
  const seconds = [1, 2, 4, 8, 16, 30, 30];
  for (const wait of seconds) {
    const before = wires.length;
    drop();
    await clock.advance(wait * 1_000 - 1);
    assert.equal(wires.length, before);
    await clock.advance(1);
    assert.equal(wires.length, before + 1);
  }
  const sinces = told.map((one) => (one.kind === 'offline' ? one.since : undefined));
  assert.equal(new Set(sinces).size, 1);
  assert.equal(asked(), seconds.length);
  start();
  drop();
  await clock.advance(1_000);
  assert.equal(wires.length, seconds.length + 2);
});

test('a device that wakes up does not wait', async () => {
  const { wires, drop, wakes } = stand();
  for (let n = 0; n < 5; n++) {
    drop();
    for (const wake of wakes) wake();
  }
  assert.equal(wires.length, 6);
});

test('silence is answered by a question, and silence after that by a new connection', async () => {
  const { clock, wires, last, start, say, told } = stand();
  start();
  await clock.advance(60_000);
  assert.deepEqual(last().sent.at(-1), { kind: 'watch', members: [] });
  say('people');
  await clock.advance(60_000 + 15_000);
  assert.equal(wires[0]?.isClosed, true);
  assert.equal(told.at(-1)?.kind, 'offline');
  await clock.advance(1_000);
  assert.equal(wires.length, 2);
});

test('a server that takes the connection and says nothing is left', async () => {
  const { clock, wires } = stand();
  await clock.advance(16_000);
  assert.deepEqual([wires[0]?.isClosed, wires.length], [true, 2]);
});

test('signed out, and no longer allowed, are the end', async () => {
  for (const code of [4001, 4003]) {
    const { clock, wires, told, start, drop, wakes } = stand();
    start();
    drop(code);
    await clock.advance(600_000);
    assert.deepEqual([wires.length, told.at(-1), wakes.size], [1, { kind: 'signed-out' }, 0]);
  }
});

test('rights that changed are no end', async () => {
  const { clock, wires, start, drop } = stand();
  start();
  drop(4004);
  await clock.advance(1_000);
  assert.equal(wires.length, 2);
});

test('nothing is sent before the start or after the end, and closing leaves nothing behind', async () => {
  const { clock, wires, last, stream, start, wakes } = stand();
  stream.send({ kind: 'activity', inUse: false });
  assert.deepEqual(last().sent, []);
  start();
  stream.close();
  stream.send({ kind: 'activity', inUse: false });
  await clock.advance(600_000);
  assert.deepEqual([last().sent.length, last().isClosed, wires.length, wakes.size], [1, true, 1, 0]);
});

test('nothing is sent on a connection that is closing', () => {
  const { last, stream, start } = stand();
  start();
  last().readyState = WebSocket.CLOSING;
  stream.send({ kind: 'activity', inUse: false });
  assert.deepEqual(
    last().sent.map(({ kind }) => kind),
    ['start'],
  );
});
