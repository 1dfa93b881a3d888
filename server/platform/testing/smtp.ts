/** A real mail server on loopback that keeps what it is given. */
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly url: string;
  /** The mails as they came over the wire, soft line breaks undone. */
  readonly received: string[];
  /** Refuses every recipient while it is set. */
  refuses: boolean;
}

/** Listens on a free port until the file's tests are over. */
export async function openMailServer(): Promise<MailServer> {
  const kept: MailServer = { url: '', received: [], refuses: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => (kept.refuses ? done(new Error('No such mailbox')) : done()),
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=');
        kept.received.push(text.replaceAll(/\r\n[ \t]+/g, ' '));
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => new Promise<void>((closed) => server.close(closed)));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(kept, { url: `smtp://127.0.0.1:${port}` });
}
