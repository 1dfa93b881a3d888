import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { type Batch, emptyBatch, extended, joined } from './batch.ts';
import { type CloseCause, closeCodes } from './close-codes.ts';
import { type Frame, pingFrame, pongFrame } from './frames.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import type { RealtimeStats } from './stats.ts';
import type { Timer } from './timer.ts';

/**
 * One WebSocket each. `ws` does the handshake and reads; what is written goes past it, straight to the socket below:
 * all frames of a tick in one write. Whole frames only, and `ws` itself writes nothing but its close frame (no
 * compression, no automatic pongs), so frames cannot get into each other. After the close frame nothing is written.
 */
export interface Connection {
  readonly groups: Set<string>;
  readonly logs: Set<string>;
  /** Set as soon as the server or the client has begun to close: nothing is delivered or heard any more. */
  closed: boolean;
  send(frame: Frame): void;
  settle(): Promise<boolean>;
  oneByOne<T>(run: () => Promise<T>): Promise<T>;
  close(cause: CloseCause): void;
}

export interface Listener {
  onText(connection: Connection, text: string): void | Promise<void>;
  onClose(connection: Connection): void;
}

interface Socket extends Connection {
  readonly webSocket: WebSocket;
  readonly duplex: Duplex;
  /** The second of the ping round in which this socket has its turn. */
  readonly turn: number;
  batch: Batch | undefined;
  heardOf: boolean;
  receivedThisSecond: number;
  catchingUp: Promise<unknown>;
}

export interface SocketsOptions {
  limits: RealtimeLimits;
  timer: Timer;
  stats: RealtimeStats;
  onFault: (fault: unknown) => void;
  /** Called once per connection, before its listener's `onClose`. */
  onGone: (connection: Connection) => void;
}

export function createSockets({ limits, timer, stats, onFault, onGone }: SocketsOptions) {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: limits.incomingBytesMax,
    // Known to ws 8.23, not yet to its types.
    closeTimeout: limits.closeMs,
  };
  const server = new WebSocketServer(options);
  const sockets = new Set<Socket>();
  let start = emptyBatch();
  let waiting: Socket[] = [];
  let accepted = 0;
  let second = 0;
  let cancelRound = () => {};
  let shuttingDown = false;

  function enqueue(socket: Socket, frame: Frame): void {
    if (socket.closed) return;
    if (!socket.batch) {
      socket.batch = start;
      if (waiting.push(socket) === 1) setImmediate(writeTick);
    }
    socket.batch = extended(socket.batch, frame);
  }

  function writeTick(): void {
    const due = waiting;
    waiting = [];
    start = emptyBatch();
    for (const socket of due) write(socket);
  }

  function write(socket: Socket): void {
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

  /** One second of the heartbeat: every socket may send again, and those whose turn it is are asked for a sign of life. */
  function round(): void {
    second = (second + 1) % limits.pingEverySeconds;
    for (const socket of sockets) {
      socket.receivedThisSecond = 0;
      if (socket.turn !== second) continue;
      if (socket.heardOf) {
        socket.heardOf = false;
        enqueue(socket, pingFrame);
      } else {
        stats.closedSilent += 1;
        socket.webSocket.terminate();
      }
    }
    cancelRound = timer(round, 1_000);
  }
  cancelRound = timer(round, 1_000);

  function hear(socket: Socket): boolean {
    socket.heardOf = true;
    socket.receivedThisSecond += 1;
    stats.incoming += 1;
    if (socket.receivedThisSecond > limits.incomingPerSecondMax) socket.close('tooMany');
    return !socket.closed;
  }

  async function room(socket: Socket): Promise<boolean> {
    write(socket);
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
      waited.abort();
    }
    return !socket.closed && !socket.duplex.destroyed;
  }

  function newSocket(webSocket: WebSocket, duplex: Duplex): Socket {
    const socket: Socket = {
      webSocket,
      duplex,
      turn: accepted++ % limits.pingEverySeconds,
      groups: new Set(),
      logs: new Set(),
      closed: false,
      batch: undefined,
      heardOf: true,
      receivedThisSecond: 0,
      catchingUp: Promise.resolve(),
      send: (frame) => enqueue(socket, frame),
      settle: () => room(socket),
      oneByOne: (run) => {
        const result = socket.catchingUp.then(run);
        socket.catchingUp = result.catch(() => {});
        return result;
      },
      close: (cause) => {
        if (socket.closed) return;
        if (cause !== 'slow') write(socket);
        if (socket.closed) return;
        leave(socket);
        webSocket.close(closeCodes[cause].code, closeCodes[cause].reason);
      },
    };
    return socket;
  }

  function leave(socket: Socket): void {
    if (socket.closed) return;
    socket.closed = true;
    socket.batch = undefined;
    onGone(socket);
  }

  function listen(socket: Socket, { onText, onClose }: Listener): void {
    const { webSocket } = socket;
    const fail = (fault: unknown) => {
      onFault(fault);
      socket.close('fault');
    };
    webSocket.on('message', (text: Buffer, isBinary) => {
      if (socket.closed || !hear(socket)) return;
      if (isBinary) return socket.close('binaryRefused');
      try {
        Promise.resolve(onText(socket, text.toString('utf8'))).catch(fail);
      } catch (fault) {
        fail(fault);
      }
    });
    webSocket.on('ping', (payload: Buffer) => {
      if (!socket.closed && hear(socket)) enqueue(socket, pongFrame(payload));
    });
    webSocket.on('pong', () => hear(socket));
    // A broken or oversized frame: `ws` has closed the socket with the code that says so.
    webSocket.on('error', () => leave(socket));
    webSocket.on('close', () => {
      sockets.delete(socket);
      stats.sockets = sockets.size;
      leave(socket);
      onClose(socket);
    });
  }

  return {
    /** Undefined when the handshake was refused; the refusal has been sent. */
    accept(request: IncomingMessage, duplex: Duplex, head: Buffer, listener: Listener): Connection | undefined {
      if (shuttingDown || sockets.size >= limits.socketsMax) {
        duplex.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 5\r\n\r\n');
        return undefined;
      }
      let connection: Connection | undefined;
      server.handleUpgrade(request, duplex, head, (webSocket) => {
        const socket = newSocket(webSocket, duplex);
        sockets.add(socket);
        stats.sockets = sockets.size;
        listen(socket, listener);
        connection = socket;
      });
      return connection;
    },

    /** Writes what is queued, closes every socket with 1001 and waits until all are gone, at most `closeMs`. */
    async shutdown(): Promise<void> {
      shuttingDown = true;
      cancelRound();
      const gone = [...sockets].map(({ webSocket }) => once(webSocket, 'close'));
      for (const socket of sockets) socket.close('goingAway');
      await Promise.all(gone);
    },
  };
}
