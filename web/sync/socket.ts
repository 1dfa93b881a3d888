/**
 * The connection to `GET /v1/stream`: `hello`, then `start` or `resume`, then frames. It comes back by itself after 1,
 * 2, 4 … 30 seconds, sooner when the device wakes up or the network is there again. A browser shows nothing of the
 * pings below the frames, so a connection that is silent for a minute is tried by a question that is always answered.
 */
import type { ClientFrame } from '#contract/stream.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from './clock.ts';
import type { Random } from './random.ts';
import type { Frame } from './replica.ts';
import type { Connection } from './state.ts';

/** What is used of a WebSocket. */
export type SocketLike = Pick<WebSocket, 'onmessage' | 'onclose' | 'send' | 'close' | 'readyState'>;

interface Means {
  readonly connect: () => SocketLike;
  readonly clock: Clock;
  readonly random: Random;
  /** Runs when the device wakes up, the page shows again, or the network is back; returns how to end it. */
  readonly onWake: (run: () => void) => () => void;
  /** What to go on from; undefined on the first start. */
  readonly numbers: () => Readonly<Record<string, number>> | undefined;
  readonly onFrame: (frame: Frame) => void;
  readonly onConnection: (connection: Connection) => void;
  /** The question that is always answered. */
  readonly question: () => ClientFrame;
  /** Where one is signed out, its answer of 401 ends everything. */
  readonly askWhoIAm: () => void;
}

export interface Stream {
  /** Sent now, or not at all: what matters is said again at the next start. */
  send(frame: ClientFrame): void;
  /** Asks whether it still stands, or tries to connect. */
  wake(): void;
  close(): void;
}

/** Signed out, and no longer allowed (`server/platform/realtime/realtime.md`). */
const FINAL = new Set([4001, 4003]);
const backoffMs = [1, 2, 4, 8, 16, 30].map((seconds) => seconds * SECOND_MS);
const silenceMs = MINUTE_MS;
/** The server reads the whole of one's conversations before it says hello. */
const answerMs = 15 * SECOND_MS;

/** Where the connection is. */
interface Line extends Means {
  socket: SocketLike | undefined;
  isStarted: boolean;
  isOver: boolean;
  failures: number;
  offlineSince: number | undefined;
  stopWaiting: () => void;
  stopWatching: () => void;
  stopListening: () => void;
}

export function openStream(means: Means): Stream {
  const nothing = (): void => {};
  const line: Line = {
    ...means,
    socket: undefined,
    isStarted: false,
    isOver: false,
    failures: 0,
    offlineSince: undefined,
    stopWaiting: nothing,
    stopWatching: nothing,
    stopListening: nothing,
  };
  const wake = (): void => (line.socket ? ask(line) : connect(line));
  line.stopListening = means.onWake(wake);
  connect(line);
  return {
    send: (frame) => (line.isStarted ? send(line, frame) : undefined),
    wake,
    close: () => end(line),
  };
}

/** A socket that is closing would complain in the console; that it has closed is told by `onclose`. */
function send({ socket }: Line, frame: ClientFrame): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function connect(line: Line): void {
  line.stopWaiting();
  if (line.socket || line.isOver) return;
  const socket = line.connect();
  line.socket = socket;
  socket.onmessage = ({ data }) => take(line, JSON.parse(String(data)) as Frame);
  socket.onclose = ({ code }) => lost(line, code);
  expect(line);
}

/** Something has to come soon. */
function expect(line: Line): void {
  line.stopWatching();
  line.stopWatching = line.clock.after(answerMs, () => lost(line));
}

/** Silence is answered by a question, and silence after that by a new connection. */
function ask(line: Line): void {
  if (!line.isStarted) return;
  expect(line);
  send(line, line.question());
}

function take(line: Line, frame: Frame): void {
  line.stopWatching();
  line.stopWatching = line.clock.after(silenceMs, () => ask(line));
  line.onFrame(frame);
  if (frame.kind === 'hello') {
    const numbers = line.numbers();
    line.isStarted = true;
    send(line, numbers ? { kind: 'resume', numbers } : { kind: 'start' });
  }
  if (frame.kind !== 'ready') return;
  line.failures = 0;
  line.offlineSince = undefined;
  line.onConnection({ kind: 'online' });
}

/** `code`: how it was closed, where it was. */
function lost(line: Line, code?: number): void {
  hangUp(line);
  if (code !== undefined && FINAL.has(code)) {
    end(line);
    return line.onConnection({ kind: 'signed-out' });
  }
  const wait = backoffMs[Math.min(line.failures, backoffMs.length - 1)] ?? 0;
  line.failures += 1;
  line.offlineSince ??= line.clock.now();
  // Between a half and the whole, so that those who were cut off together do not come back together.
  const waitMs = wait * (0.5 + line.random.fraction() / 2);
  line.stopWaiting = line.clock.after(waitMs, () => connect(line));
  line.onConnection({ kind: 'offline', since: line.offlineSince, retryAt: line.clock.now() + waitMs });
  // A browser does not say why no connection could be made: it may be that one is signed out.
  line.askWhoIAm();
}

function hangUp(line: Line): void {
  const { socket } = line;
  line.socket = undefined;
  line.isStarted = false;
  line.stopWatching();
  if (!socket) return;
  [socket.onmessage, socket.onclose] = [null, null];
  socket.close();
}

function end(line: Line): void {
  line.isOver = true;
  line.stopWaiting();
  line.stopListening();
  hangUp(line);
}
