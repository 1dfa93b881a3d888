import { type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { limits } from '../limits.ts';
import { Problem, problem } from '../problem.ts';
import type { Target } from './target.ts';
import { within } from './within.ts';

export const answerBroken = problem(
  'egress/answer-broken',
  502,
  'The other side gave an answer that is broken or that nobody understands.',
);
export const answerTooLarge = problem(
  'egress/answer-too-large',
  502,
  'The other side answered with more than is read.',
);

export interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False if the answer was longer than was read of it. */
  readonly whole: boolean;
}

export interface Reading {
  readonly bytesMax: number;
  /** What to do with an answer that is longer: refuse it, or take its beginning. */
  readonly longer: 'refuse' | 'cut';
}

/** One request and its answer over this connection, which is closed afterwards. */
export async function exchange(
  socket: Socket,
  target: Target,
  outgoing: Outgoing,
  reading: Reading,
  signal: AbortSignal,
): Promise<Received> {
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await within(signal, limits.egress.firstByteMs, () => send(socket, target, outgoing));
    const { 'set-cookie': _dropped, ...headers } = answer.headers;
    return { status: answer.statusCode ?? 0, headers, ...(await readBody(answer, reading)) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) throw error;
    throw Object.assign(answerBroken(), { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function send(socket: Socket, { url }: Target, { method, headers, body }: Outgoing): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = openRequest({
      method,
      path: url.pathname + url.search,
      setHost: false,
      headers: {
        ...headers,
        host: url.host,
        'accept-encoding': 'gzip, br',
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
      maxHeaderSize: limits.egress.headerBytesMax,
      // The connection is made already, to the address that was judged: no agent, no proxy, no second resolution.
      createConnection: () => socket,
    });
    request.once('response', resolve);
    request.once('upgrade', () => reject(answerBroken()));
    request.on('error', reject);
    request.end(body);
  });
}

async function readBody(
  answer: IncomingMessage,
  { bytesMax, longer }: Reading,
): Promise<Pick<Received, 'body' | 'whole'>> {
  const parts: Buffer[] = [];
  let kept = 0;
  for await (const part of unpacked(answer, bytesMax) as AsyncIterable<Buffer>) {
    parts.push(part);
    kept += part.length;
    if (kept <= bytesMax) continue;
    if (longer === 'refuse') throw answerTooLarge();
    return { body: Buffer.concat(parts, bytesMax), whole: false };
  }
  return { body: Buffer.concat(parts), whole: true };
}

function unpacked(answer: IncomingMessage, bytesMax: number): Readable {
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === '' || encoding === 'identity') return answer;
  if (encoding !== 'gzip' && encoding !== 'br') throw answerBroken();
  // What arrives is bounded too: a stream can be packed so that it never comes to anything.
  let arrived = 0;
  answer.on('data', (part: Buffer) => {
    arrived += part.length;
    if (arrived > 2 * bytesMax + limits.egress.headerBytesMax) answer.destroy(answerTooLarge());
  });
  // Its fault reaches the reader through the unpacked stream.
  return pipeline(answer, encoding === 'gzip' ? createGunzip() : createBrotliDecompress(), () => {});
}
