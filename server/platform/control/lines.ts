import type { Socket } from 'node:net';

const NEWLINE = 0x0a;

/** The JSON values of a connection, one a line, each at most `bytesMax` long. Throws for anything else. */
export async function* jsonLines(socket: Socket, bytesMax: number): AsyncGenerator<unknown> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield JSON.parse(rest.toString('utf8', 0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > bytesMax) throw new Error('A line is longer than the control socket takes.');
  }
}

export const writeLine = (socket: Socket, value: object): void => {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
};
