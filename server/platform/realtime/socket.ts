import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Timer } from '../timer.ts';
import { type Batch, emptyBatch, extended, joined } from './batch.ts';
import { type CloseCause, closeCodes } from './close-codes.ts';
import { type Frame, pongFrame } from './frames.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import type { RealtimeStats } from './stats.ts';

/**
 * One WebSocket. `ws` does the handshake and reads; what is written goes past it, straight to the socket below: all
 * frames of a tick in one write. Whole frames only, and `ws` itself writes nothing but its close frame (no compression,
 * no automatic pongs), so frames cannot get into each other. After the close frame nothing is written.
 */
export interface Socket {
  readonly webSocket: WebSocket;
  readonly duplex: Duplex;
  readonly groups: Set<string>;
  readonly logs: Set<string>;
  /** Set as soon as either side has begun to close: nothing is delivered or heard any more. */
  closed: boolean;
  batch: Batch | undefined;
  /** Whether anything came since the last ping. */
  heardOf: boolean;
  receivedThisSecond: number;
  catchingUp: Promise<unknown>;
  send(frame: Frame): void;
  settle(): Promise<boolean>;
  oneByOne<T>(run: () => Promise<T>): Promise<T>;
  close(cause: CloseCause): void;
}

export interface Listener {
  onText(socket: Socket, text: string): void | Promise<void>;
  onClose(socket: Socket): void;
}

/** What all sockets of a hub share. */
export interface SocketContext {
  readonly limits: RealtimeLimits;
  readonly timer: Timer;
  readonly stats: RealtimeStats;
  readonly onFault: (fault: unknown) => void;
  /** Called once for each socket, before its listener's `onClose`. */
  readonly onGone: (socket: Socket) => void;
  readonly tick: Tick;
}

/** The sockets that are written to at the end of this turn of the event loop. */
export interface Tick {
  start: Batch;
  waiting: Socket[];
}

export const newTick = (): Tick => ({ start: emptyBatch(), waiting: [] });

export function openSocket(context: SocketContext, webSocket: WebSocket, duplex: Duplex, listener: Listener): Socket {
  const socket: Socket = {
    webSocket,
    duplex,
    groups: new Set(),
    logs: new Set(),
    closed: false,
    batch: undefined,
    heardOf: true,
    receivedThisSecond: 0,
    catchingUp: Promise.resolve(),
    send: (frame) => enqueue(context, socket, frame),
    settle: () => settle(context, socket),
    oneByOne: (run) => {
      const result = socket.catchingUp.then(run);
      socket.catchingUp = result.catch(() => {});
      return result;
    },
    close: (cause) => close(context, socket, cause),
  };
  listen(context, socket, listener);
  return socket;
}

function enqueue({ limits, stats, tick }: SocketContext, socket: Socket, frame: Frame): void {
  if (socket.closed) return;
  if (!socket.batch) {
    socket.batch = tick.start;
    if (tick.waiting.push(socket) === 1) setImmediate(() => writeTick(limits, stats, tick));
  }
  socket.batch = extended(socket.batch, frame);
}

function writeTick(limits: RealtimeLimits, stats: RealtimeStats, tick: Tick): void {
  const due = tick.waiting;
  tick.waiting = [];
  tick.start = emptyBatch();
  for (const socket of due) write(limits, stats, socket);
}

function write(limits: RealtimeLimits, stats: RealtimeStats, socket: Socket): void {
  const batch = socket.batch;
  socket.batch = undefined;
  if (!batch || socket.webSocket.readyState !== WebSocket.OPEN) return;
  if (socket.duplex.writableLength > limits.unsentBytesMax) {
    stats.closedSlow += 1;
    socket.close('slow');
    return;
  }
  stats.writes += 1;
  stats.frames += batch.frames;
  stats.bytes += batch.bytes;
  socket.duplex.write(joined(batch));
}

async function settle({ limits, stats, timer }: SocketContext, socket: Socket): Promise<boolean> {
  write(limits, stats, socket);
  if (socket.closed || !socket.duplex.writableNeedDrain) return !socket.closed;
  const waited = new AbortController();
  const cancel = timer(() => waited.abort(), limits.closeMs);
  try {
    await Promise.race(['drain', 'close'].map((event) => once(socket.duplex, event, { signal: waited.signal })));
  } catch {
    if (waited.signal.aborted && !socket.closed) {
      stats.closedSlow += 1;
      socket.close('slow');
    }
  } finally {
    cancel();
    // Takes away the listener for the event that did not come.
    waited.abort();
  }
  return !socket.closed && !socket.duplex.destroyed;
}

/** What was queued before still goes out, unless the socket is closed because it does not take it. */
function close(context: SocketContext, socket: Socket, cause: CloseCause): void {
  if (cause !== 'slow' && !socket.closed) write(context.limits, context.stats, socket);
  if (socket.closed) return;
  forget(context, socket);
  socket.webSocket.close(closeCodes[cause].code, closeCodes[cause].reason);
  // Who may listen no more does not decide how long the line stays.
  if (ENDED.has(cause)) context.timer(() => socket.webSocket.terminate(), context.limits.endedCloseMs);
}

const ENDED: ReadonlySet<CloseCause> = new Set(['signedOut', 'notAllowed', 'rightsChanged']);

function forget({ onGone }: SocketContext, socket: Socket): void {
  if (socket.closed) return;
  socket.closed = true;
  socket.batch = undefined;
  onGone(socket);
}

function listen(context: SocketContext, socket: Socket, { onText, onClose }: Listener): void {
  const { webSocket } = socket;
  const fail = (fault: unknown) => {
    context.onFault(fault);
    socket.close('fault');
  };
  webSocket.on('message', (text: Buffer, isBinary) => {
    if (!hear(context, socket)) return;
    if (isBinary) return socket.close('binaryRefused');
    try {
      Promise.resolve(onText(socket, text.toString('utf8'))).catch(fail);
    } catch (fault) {
      fail(fault);
    }
  });
  webSocket.on('ping', (payload: Buffer) => {
    if (hear(context, socket)) socket.send(pongFrame(payload));
  });
  webSocket.on('pong', () => hear(context, socket));
  // A broken or oversized frame: `ws` has closed the socket with the code that says so.
  webSocket.on('error', () => forget(context, socket));
  webSocket.on('close', () => {
    forget(context, socket);
    onClose(socket);
  });
}

/** Counts a frame of the client; false when it must not be heard. */
function hear({ limits, stats }: SocketContext, socket: Socket): boolean {
  if (socket.closed) return false;
  socket.heardOf = true;
  socket.receivedThisSecond += 1;
  stats.incoming += 1;
  if (socket.receivedThisSecond > limits.incomingPerSecondMax) socket.close('tooMany');
  return !socket.closed;
}
