/** How fast 2 GB go up and come down again, and how much memory that takes above idle. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Figure } from './question.ts';
import type { Stage } from './stage.ts';

const MB = 1_000_000;
const bytes = 2_000 * MB;
const pieceBytes = 1024 * 1024;
const sampleMs = 100;
const settleMs = 3_000;

export async function files(stage: Stage): Promise<Figure[]> {
  const { members } = await stage.people();
  const send = sender(stage.port(), members[0]?.token ?? '');
  const address = await begin(send, bytes);
  await wait(settleMs);
  const up = await measured(stage, () => sendAll(send, address));
  await wait(settleMs);
  const down = await measured(stage, () => receiveAll(send, address.replace('uploads', 'files')));
  return [...figuresOf('up', up), ...figuresOf('down', down)];
}

type Send = ReturnType<typeof sender>;

const sender = (port: number, token: string) => (method: string, path: string, headers: Record<string, string>) =>
  request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', ...headers },
  });

async function begin(send: Send, length: number): Promise<string> {
  const metadata = `filename ${Buffer.from('large.bin').toString('base64')}`;
  const asked = send('POST', '/v1/uploads', { 'upload-length': String(length), 'upload-metadata': metadata });
  const address = Promise.withResolvers<string>();
  asked.once('response', ({ headers }) => address.resolve(String(headers.location))).once('error', address.reject);
  asked.end();
  return await address.promise;
}

async function sendAll(send: Send, address: string): Promise<void> {
  const piece = randomBytes(pieceBytes);
  const type = 'application/offset+octet-stream';
  const sending = send('PATCH', address, {
    'upload-offset': '0',
    'content-type': type,
    'content-length': String(bytes),
  });
  const answered = Promise.withResolvers<void>();
  sending.once('error', answered.reject).once('response', (answer) => {
    answer.resume();
    if (answer.statusCode === 204) answered.resolve();
    else answered.reject(new Error(`The upload was answered with ${answer.statusCode}.`));
  });
  for (let left = bytes; left > 0; left -= pieceBytes) {
    // Each piece is another one, so that nothing of it can be kept once.
    piece.writeDoubleBE(left);
    const isTaken = sending.write(Buffer.from(piece.subarray(0, Math.min(left, pieceBytes))));
    if (!isTaken) await new Promise<void>((resolve) => sending.once('drain', resolve));
  }
  sending.end();
  await answered.promise;
}

async function receiveAll(send: Send, address: string): Promise<void> {
  const asked = send('GET', `${address}/content`, {});
  const received = Promise.withResolvers<number>();
  asked.once('error', received.reject).once('response', (answer) => {
    let got = 0;
    answer.on('data', (chunk: Buffer) => {
      got += chunk.length;
    });
    answer.once('end', () => received.resolve(got)).once('error', received.reject);
  });
  asked.end();
  const got = await received.promise;
  if (got !== bytes) throw new Error(`Of ${bytes} bytes ${got} came back.`);
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly memoryMb: number;
}

async function measured(stage: Stage, run: () => Promise<void>): Promise<Measured> {
  const idle = await stage.ask('usage', {});
  let most = idle.memoryMb;
  const running = { over: false };
  const sampled = (async () => {
    while (!running.over) {
      most = Math.max(most, (await stage.ask('usage', {})).memoryMb);
      await wait(sampleMs);
    }
  })();
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  running.over = true;
  await sampled;
  const { cpuMs } = await stage.ask('usage', {});
  return { ms, cpuMs: cpuMs - idle.cpuMs, memoryMb: most - idle.memoryMb };
}

const figuresOf = (way: string, { ms, cpuMs, memoryMb }: Measured): Figure[] => [
  { what: `2 GB ${way}`, value: bytes / MB / (ms / 1000), unit: 'MB/s', aim: '≥ 150' },
  { what: `memory above idle, ${way}`, value: memoryMb, unit: 'MiB', aim: '≤ 100' },
  { what: `CPU of the server, ${way}`, value: (cpuMs * 1000) / (bytes / MB), unit: 'µs/MB' },
];
