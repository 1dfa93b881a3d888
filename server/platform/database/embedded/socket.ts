/** What `pg` takes for a network socket: its bytes go to the worker as thread messages. */
import { Duplex } from 'node:stream';
import type { ToWorker } from './traffic.ts';
import { type Bytes, joined } from './wire.ts';

interface SocketEnds {
  send(bytes: Bytes): void;
  /** Called once, when either side is done. */
  leave(): void;
}

function openSocket({ send, leave }: SocketEnds): Duplex {
  let open = true;
  const leaveOnce = () => {
    if (open) leave();
    open = false;
  };
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      send(joined([chunk]));
      done();
    },
    writev(chunks, done) {
      send(joined(chunks.map(({ chunk }) => chunk as Buffer)));
      done();
    },
    final(done) {
      leaveOnce();
      this.push(null);
      done();
    },
    destroy(error, done) {
      leaveOnce();
      done(error);
    },
  });
  // The rest of net.Socket that pg calls.
  const connect = () => {
    process.nextTick(() => socket.emit('connect'));
    return socket;
  };
  const same = () => socket;
  return Object.assign(socket, { connect, setNoDelay: same, setKeepAlive: same, ref: same, unref: same });
}

const connectionLost = (code: 'ECONNRESET' | 'ECONNREFUSED', reason: string): Error =>
  Object.assign(new Error(reason), { code });

/** A connection that fails at once. */
export function refusedSocket(reason: string): Duplex {
  const socket = openSocket({ send: () => {}, leave: () => {} });
  process.nextTick(() => socket.destroy(connectionLost('ECONNREFUSED', reason)));
  return socket;
}

export interface Sockets {
  open(): Duplex;
  push(client: number, bytes: Bytes): void;
  end(client: number): void;
  /** Ends all with ECONNRESET. */
  reset(reason: string): void;
}

/** The sockets of one worker, each a client with a number of its own. */
export function openSockets(say: (message: ToWorker) => void): Sockets {
  const sockets = new Map<number, Duplex>();
  let clients = 0;
  return {
    open() {
      clients += 1;
      const client = clients;
      const leave = () => {
        sockets.delete(client);
        say({ say: 'leave', client });
      };
      const socket = openSocket({ send: (bytes) => say({ say: 'bytes', client, bytes }), leave });
      sockets.set(client, socket);
      return socket;
    },
    push: (client, bytes) => void sockets.get(client)?.push(Buffer.from(bytes.buffer)),
    end: (client) => void sockets.get(client)?.push(null),
    reset(reason) {
      for (const socket of sockets.values()) socket.destroy(connectionLost('ECONNRESET', reason));
    },
  };
}
