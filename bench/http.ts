/** HTTP/1.1 over one raw connection, one request at a time: the generator must cost less than what it measures. */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export interface Connection {
  send(method: string, path: string, body?: object): Promise<Answer>;
  close(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

/** A kept-alive connection to the server; every request carries the token. Answers need a content-length. */
export async function openConnection(port: number, token: string): Promise<Connection> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  let waiting: PromiseWithResolvers<Answer> | undefined;
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
    const bodyAt = received.indexOf(headEnd) + headEnd.length;
    if (bodyAt < headEnd.length) return;
    const head = received.toString('latin1', 0, bodyAt);
    const end = bodyAt + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end) return;
    const answer = { status: Number(head.slice(9, 12)), body: received.subarray(bodyAt, end) };
    received = Buffer.alloc(0);
    waiting?.resolve(answer);
  });
  const lost = (): void => waiting?.reject(new Error('The server closed the connection.'));
  socket.on('error', lost).on('close', lost);
  const common = `host: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n`;
  return {
    send(method, path, body) {
      if (socket.destroyed) return Promise.reject(new Error('The server has closed the connection.'));
      waiting = Promise.withResolvers();
      const text = body === undefined ? '' : JSON.stringify(body);
      const entity = text && `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`;
      socket.write(`${method} ${path} HTTP/1.1\r\n${common}${entity}\r\n${text}`);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** Sends and insists on success; returns the parsed body, undefined where there is none. */
export async function ask<Body>(connection: Connection, method: string, path: string, body?: object): Promise<Body> {
  const answer = await connection.send(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString()}`);
  return (answer.body.length > 0 ? JSON.parse(answer.body.toString()) : undefined) as Body;
}
