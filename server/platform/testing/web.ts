/** Web servers on loopback that stand in for the strangers whom outgoing requests go to. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import keys from '../egress/vectors/test-authority.json' with { type: 'json' };

/** Who certifies the encrypted stand-ins `good.example`, `push.example` and `127.0.0.1`. */
export const TEST_AUTHORITY = keys.authority;

export interface Web {
  readonly port: number;
  /** What was asked, `METHOD path`, in its order. */
  readonly asked: string[];
}

/** Answers on a free port until the file's tests are over. `tls`: with a certificate that is valid, or has ended. */
export async function openWeb(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: 'valid' | 'ended',
): Promise<Web> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  };
  const cert = tls === 'ended' ? keys.ended : keys.certificate;
  const server = tls ? createTlsServer({ key: keys.key, cert }, listener) : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}
