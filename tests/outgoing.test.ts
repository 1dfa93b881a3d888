import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { outgoingConnections } from './outgoing.ts';
import { readSources } from './source.ts';

test('nothing but the door, and what is listed with its reason, opens outgoing connections', () => {
  assert.deepEqual(outgoingConnections(readSources()), []);
});

for (const text of [
  "import { connect } from 'node:net';",
  "import net from 'node:net';",
  "import * as tls from 'tls';",
  "import { request, type IncomingMessage } from 'node:https';",
  "export const late = () => import('node:http');",
  "export { get } from 'http';",
  "export * from 'node:dns';",
  "import { request as call } from 'undici';",
  "import { createTransport } from 'nodemailer';",
  "import { sendNotification } from 'web-push';",
  'export const call = (webPush: never) => webPush.sendNotification;',
  "import WebSocket from 'ws';",
  "export const call = () => fetch('https://example.org');",
  "export const call = () => globalThis.fetch('https://example.org');",
]) {
  test(`found: ${text}`, () => {
    assert.equal(outgoingConnections([{ path: 'server/workspace/pins/pins.ts', text }]).length, 1);
  });
}

for (const text of [
  "import { createServer, isIP, type Socket } from 'node:net';",
  "import type { IncomingMessage } from 'node:http';",
  "import { WebSocketServer } from 'ws';",
  'export const call = (egress: { request(): void }) => egress.request();',
]) {
  test(`harmless: ${text}`, () => {
    assert.deepEqual(outgoingConnections([{ path: 'server/workspace/pins/pins.ts', text }]), []);
  });
}

test('tests talk to this machine alone', () => {
  assert.throws(() => connect({ host: '192.0.2.1', port: 9 }), /this machine alone/);
});
