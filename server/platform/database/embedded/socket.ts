/** What `pg` takes for a network socket: its bytes go to the worker as thread messages. */
import { Duplex } from 'node:stream';
import { type Bytes, joined } from './wire.ts';

export interface SocketEnds {
  send(bytes: Bytes): void;
  /** Called once, when either side is done. */
  leave(): void;
}

export function openSocket({ send, leave }: SocketEnds): Duplex {
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

export const connectionLost = (code: 'ECONNRESET' | 'ECONNREFUSED', reason: string): Error =>
  Object.assign(new Error(reason), { code });
