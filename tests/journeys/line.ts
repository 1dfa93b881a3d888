/** The line between a window and its server: one address through all lives of the server, and answers that get lost. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after } from 'node:test';

export interface Line {
  readonly url: string;
  /** To this port of this machine; without one to nobody, as while a server is down. */
  lead(to: number | undefined): void;
  /** The next message reaches the server, and its answer gets lost with the connection. Resolves when it has. */
  loseAnswer(): Promise<void>;
}

const isPost = (bytes: Buffer): boolean => /^POST \/v1\/channels\/[^/ ]+\/messages /.test(bytes.toString('latin1'));

export async function openLine(): Promise<Line> {
  let port: number | undefined;
  let lost: (() => void) | undefined;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (port === undefined) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    let isLosing = false;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    near.on('data', (bytes) => {
      isLosing ||= lost !== undefined && isPost(bytes);
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!isLosing) return void near.write(bytes);
      // What is answered was committed before.
      end();
      lost?.();
      lost = undefined;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(to) {
      port = to;
    },
    loseAnswer: () =>
      new Promise((resolve) => {
        lost = resolve;
      }),
  };
}
