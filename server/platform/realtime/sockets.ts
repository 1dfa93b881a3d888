import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { pingFrame } from './frames.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import { type Listener, newTick, openSocket, type Socket, type SocketContext } from './socket.ts';

export interface Sockets {
  /** Undefined when the handshake was refused; the refusal has been sent. */
  accept(request: IncomingMessage, duplex: Duplex, head: Buffer, listener: Listener): Socket | undefined;
  /** Writes what is queued, closes every socket with 1001 and waits until all are gone, at most `closeMs`. */
  shutdown(): Promise<void>;
}

const houseFull =
  'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 5\r\n\r\n';

export function createSockets(shared: Omit<SocketContext, 'tick'>): Sockets {
  const context: SocketContext = { ...shared, tick: newTick() };
  const { limits, stats } = shared;
  const server = webSocketServer(limits);
  // The places of the ping round: each second it is the turn of one set.
  const turns = Array.from({ length: limits.pingEverySeconds }, () => new Set<Socket>());
  const cancelRound = everySecond(context, turns);
  let accepted = 0;
  let shuttingDown = false;

  return {
    accept(request, duplex, head, listener) {
      if (shuttingDown || stats.sockets >= limits.socketsMax) {
        duplex.end(houseFull);
        return undefined;
      }
      let opened: Socket | undefined;
      server.handleUpgrade(request, duplex, head, (webSocket) => {
        const turn = turns[accepted % turns.length];
        accepted += 1;
        stats.sockets += 1;
        const socket = openSocket(context, webSocket, duplex, listener);
        turn?.add(socket);
        webSocket.once('close', () => {
          turn?.delete(socket);
          stats.sockets -= 1;
        });
        opened = socket;
      });
      return opened;
    },

    async shutdown() {
      shuttingDown = true;
      cancelRound();
      const sockets = turns.flatMap((turn) => [...turn]);
      const gone = sockets.map(({ webSocket }) => once(webSocket, 'close'));
      for (const socket of sockets) socket.close('goingAway');
      await Promise.all(gone);
    },
  };
}

function webSocketServer({ incomingBytesMax, closeMs }: RealtimeLimits): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: incomingBytesMax,
    // Known to ws 8.23, not yet to its types.
    closeTimeout: closeMs,
  };
  return new WebSocketServer(options);
}

/** The heartbeat: every socket may send again, and those whose turn it is are asked for a sign of life. */
function everySecond({ timer, stats }: SocketContext, turns: readonly Set<Socket>[]): () => void {
  let second = 0;
  let cancel = () => {};
  const round = () => {
    for (const turn of turns) for (const socket of turn) socket.receivedThisSecond = 0;
    for (const socket of turns[second] ?? []) {
      if (!socket.heardOf) {
        stats.closedSilent += 1;
        socket.webSocket.terminate();
      } else {
        socket.heardOf = false;
        socket.send(pingFrame);
      }
    }
    second = (second + 1) % turns.length;
    cancel = timer(round, 1_000);
  };
  cancel = timer(round, 1_000);
  return () => cancel();
}
