/** Many WebSockets on `/v1/stream`, read without a library so that the generator costs as little as it can. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What arrived on all sockets together. */
export interface Arrivals {
  /** Events of channels; what the stream says besides is not counted. */
  events: number;
  /** Milliseconds from the stamp in the text to its arrival, of every 16th event. */
  readonly delaysMs: number[];
  /** Sockets that the server closed. */
  closed: number;
}

/** What a text begins with so that its delay is known: `stamp()` of the moment of its posting. */
export const stamp = (): string => `at:${performance.now().toFixed(2).padStart(14, '0')}`;

const SAMPLED = 16;
const kindAt = '{"kind":"'.length;
const letter = (character: string): number => character.charCodeAt(0);

/** Opens the sockets one after the other, each ready for events, and counts from then on. */
export async function openSockets(
  port: number,
  tokens: readonly string[],
  count: number,
): Promise<{ arrivals: Arrivals; close: () => void }> {
  const arrivals: Arrivals = { events: 0, delaysMs: [], closed: 0 };
  const sockets: Socket[] = [];
  for (let opened = 0; opened < count; opened++) {
    sockets.push(await openSocket(port, tokens[opened % tokens.length] ?? '', arrivals));
  }
  for (const socket of sockets) socket.once('close', () => (arrivals.closed += 1));
  return {
    arrivals,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function openSocket(port: number, token: string, arrivals: Arrivals): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const ready = Promise.withResolvers<void>();
  const read = readFrames((bytes, from, to) => {
    // Every frame begins with its kind; two letters of it tell those apart that come here.
    const first = bytes[from + kindAt];
    const third = bytes[from + kindAt + 2];
    if (first === letter('h')) return socket.write(startFrame);
    if (first === letter('r')) return ready.resolve();
    if (first !== letter('m') || third !== letter('s')) return;
    arrivals.events += 1;
    if (arrivals.events % SAMPLED !== 0) return;
    const at = bytes.indexOf('at:', from, 'latin1');
    if (at > 0 && at < to)
      arrivals.delaysMs.push(performance.now() - Number(bytes.toString('latin1', at + 3, at + 17)));
  });
  let isUpgraded = false;
  socket.on('data', (chunk) => {
    if (isUpgraded) return read(chunk);
    const end = chunk.indexOf('\r\n\r\n');
    if (chunk.toString('latin1', 9, 12) !== '101') return ready.reject(new Error(chunk.toString()));
    isUpgraded = true;
    read(chunk.subarray(end + 4));
  });
  socket.on('error', ready.reject);
  await ready.promise;
  return socket;
}

/** Calls `take` for each text frame with the place of its payload; server frames are whole and unmasked. */
function readFrames(take: (bytes: Buffer, from: number, to: number) => unknown): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let payload = payloadAt(bytes, at); payload !== undefined; payload = payloadAt(bytes, at)) {
      const { from, to } = payload;
      if (bytes[at] === 0x81) take(bytes, from, to);
      at = to;
    }
    rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : Buffer.alloc(0);
  };
}

/** Where the payload of the frame at this place stands, once all of it is there. */
function payloadAt(bytes: Buffer, at: number): { from: number; to: number } | undefined {
  if (bytes.length - at < 2) return undefined;
  const short = bytes.readUInt8(at + 1);
  const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (bytes.length < from) return undefined;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return bytes.length < from + length ? undefined : { from, to: from + length };
}

/** One masked text frame (RFC 6455, section 5.3); the mask is zero. */
const startFrame = (() => {
  const payload = Buffer.from('{"kind":"start"}');
  return Buffer.concat([Buffer.of(0x81, 0x80 | payload.length, 0, 0, 0, 0), payload]);
})();
