/**
 * How fast the hub brings the entries of one log to many sockets, without database and without encryption.
 *
 *   bin/node bench/hub.ts [sockets=1000] [entries per tick=32] [seconds=8]
 *   bin/node bench/hub.ts 200 1 8 250      a fourth number: a steady rate, entries per second, instead of full speed
 *
 * The clients run in a process of their own and count frames without `ws`, so that the generator costs as little as it
 * can; on two cores it still takes as much as the server. Each entry carries the time of its publishing; the delay is
 * measured where the client's process reads it (one clock, one machine). Compare runs of one machine only.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { limits } from '#platform/limits.ts';
import { createHub } from '#platform/realtime/realtime.ts';

const entryBytes = 400;
const [sockets = 1_000, perTick = 32, seconds = 8, rate = 0] = process.argv.slice(2).map(Number);

const now = () => Number(process.hrtime.bigint() / 1_000n);
const textOf = () => `{"at":${String(now()).padStart(16, '0')},"text":"`.padEnd(entryBytes - 2, 'x').concat('"}');

if (process.env.FANOUT_CLIENTS) await runClients(Number(process.env.FANOUT_CLIENTS));
else await runServer();

async function runServer(): Promise<void> {
  const hub = createHub({
    readLog: async () => [],
    resetText: () => '{}',
    limits: limits.realtime,
    onFault: (fault) => console.error(fault),
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => {
    const subscriber = hub.accept(request, socket, head, { onText: () => {} });
    if (subscriber) void hub.subscribe(subscriber, 'log', { after: 0, asOf: 0 });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const clients = fork(import.meta.filename, [], {
    env: {
      ...process.env,
      FANOUT_CLIENTS: String((http.address() as AddressInfo).port),
      FANOUT_SOCKETS: String(sockets),
    },
  });
  await new Promise<void>((resolve) => {
    clients.on('message', (message: { ready?: number }) => message.ready && resolve());
  });
  const memoryMb = Math.round(process.memoryUsage().rss / 2 ** 20);
  const cpuBefore = process.cpuUsage();
  const statsBefore = { ...hub.stats() };
  const start = now();
  const published = await (rate > 0 ? publishSteadily(hub, rate) : publishFully(hub, clients));
  const elapsed = (now() - start) / 1e6;
  const cpu = process.cpuUsage(cpuBefore);
  clients.send({ expected: published * sockets });
  const result = await new Promise<Result>((resolve) => {
    clients.on('message', (message: Partial<Result>) => message.until && resolve(message as Result));
  });
  const total = (result.until - start) / 1e6;
  const stats = hub.stats();
  console.log({
    sockets,
    published,
    perSecond: Math.round(published / elapsed),
    deliveriesPerSecond: Math.round(result.received / total),
    deliveriesPerServerCpuSecond: Math.round(result.received / ((cpu.user + cpu.system) / 1e6)),
    framesPerWrite: Math.round((stats.frames - statsBefore.frames) / (stats.writes - statsBefore.writes)),
    delayMs: { p50: result.p50 / 1e3, p99: result.p99 / 1e3, max: result.max / 1e3 },
    missing: published * sockets - result.received,
    closedSlow: stats.closedSlow,
    memoryMb,
  });
  await hub.shutdown();
  http.close();
}

interface Result {
  received: number;
  p50: number;
  p99: number;
  max: number;
  until: number;
}

type Publishing = Pick<ReturnType<typeof createHub>, 'publish' | 'stats'>;

/** As fast as the clients take it: a tick's entries at once, and at most two ticks that have not arrived everywhere. */
async function publishFully(hub: Publishing, clients: ChildProcess): Promise<number> {
  let number = 0;
  let arrived = 0;
  clients.on('message', ({ received }: { received: number }) => {
    arrived = received;
  });
  for (const end = now() + seconds * 1e6; now() < end; ) {
    for (let made = 0; made < perTick; made += 1) {
      number += 1;
      hub.publish('log', { number, json: textOf() });
    }
    do await new Promise((resolve) => setImmediate(resolve));
    while (number * sockets - arrived > perTick * sockets);
  }
  return number;
}

async function publishSteadily(hub: Publishing, perSecond: number): Promise<number> {
  const start = now();
  let number = 0;
  for (const end = start + seconds * 1e6; now() < end; ) {
    const due = ((now() - start) * perSecond) / 1e6;
    while (number < due) {
      number += 1;
      hub.publish('log', { number, json: textOf() });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return number;
}

interface Arrivals {
  ready: number;
  received: number;
  last: number;
  readonly delays: number[];
}

/** Reads frames of one known length from raw sockets, notes the delay of every 16th, and checks that none is torn. */
async function runClients(port: number): Promise<void> {
  const count = Number(process.env.FANOUT_SOCKETS);
  const arrivals: Arrivals = { ready: 0, received: 0, last: 0, delays: [] };
  let expected = Number.POSITIVE_INFINITY;
  const progress = setInterval(() => process.send?.({ received: arrivals.received }), 2);
  const finish = () => {
    clearInterval(progress);
    const delays = arrivals.delays.sort((a, b) => a - b);
    const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0;
    const result: Result = {
      received: arrivals.received,
      p50: at(0.5),
      p99: at(0.99),
      max: at(1),
      until: arrivals.last,
    };
    process.send?.(result, () => process.exit());
  };
  for (let opened = 0; opened < count; opened += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const take = frameReader(arrivals);
    let open = false;
    socket.on('data', (chunk) => {
      if (open) take(chunk);
      else {
        open = true;
        take(chunk.subarray(chunk.indexOf('\r\n\r\n') + 4));
        arrivals.ready += 1;
        if (arrivals.ready === count) process.send?.({ ready: count });
      }
      if (arrivals.received === expected) finish();
    });
    await once(socket, 'connect');
  }
  process.on('message', (message: { expected: number }) => {
    expected = message.expected;
    if (arrivals.received === expected) finish();
    else setTimeout(() => arrivals.received < expected && finish(), 5_000);
  });
}

function frameReader(arrivals: Arrivals): (chunk: Buffer) => void {
  const frameBytes = entryBytes + 4;
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    arrivals.last = now();
    while (bytes.length - at >= frameBytes) {
      if (bytes[at] === 0x89) at += 2;
      if (bytes[at] !== 0x81) throw new Error('A frame was torn, or the socket was closed as slow.');
      if (arrivals.received % 16 === 0) {
        arrivals.delays.push(arrivals.last - Number(bytes.toString('latin1', at + 10, at + 26)));
      }
      arrivals.received += 1;
      at += frameBytes;
    }
    rest = Buffer.from(bytes.subarray(at));
  };
}
