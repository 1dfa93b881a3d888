import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLog } from '../log.ts';
import { problem } from '../problem.ts';
import { type ControlOptions, callControl, serveControl } from './control.ts';

const folder = mkdtempSync(join(tmpdir(), 'control-'));
after(() => rmSync(folder, { recursive: true }));
let sockets = 0;
function newPath(): string {
  sockets += 1;
  return join(folder, `${sockets}.sock`);
}
const refused = problem<{ slug: string }>('test/refused', 409, 'Not this one.');
const nothing = (): void => {};

const serve = (path: string, run: ControlOptions['run']) => serveControl({ path, log: createLog('silent'), run });

test('a command is carried out by the server, with its progress on the way', async () => {
  const path = newPath();
  const server = await serve(path, async ({ command, args }, progress) => {
    progress('half');
    return { command, args };
  });
  const heard: string[] = [];
  const request = { command: 'do this', args: { text: 'ä\n"' } };
  assert.deepEqual(await callControl(path, request, (says) => heard.push(says)), request);
  assert.deepEqual(heard, ['half']);
  await server.close();
});

test('only the user of the server can open the socket', async () => {
  const path = newPath();
  const server = await serve(path, async () => ({}));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await server.close();
});

test('a refusal of the server arrives as what it is', async () => {
  const path = newPath();
  const server = await serve(path, async () => {
    throw refused({ slug: 'acme' });
  });
  await assert.rejects(callControl(path, { command: 'x', args: {} }, nothing), {
    code: 'test/refused',
    status: 409,
    detail: { slug: 'acme' },
  });
  await server.close();
});

test('a fault of the server is told apart from a refusal', async () => {
  const path = newPath();
  const server = await serve(path, async () => {
    throw new TypeError('oops');
  });
  await assert.rejects(callControl(path, { command: 'x', args: {} }, nothing), { code: 'control/failed', status: 500 });
  await server.close();
});

test('without a server there is nothing to call, also when a killed one left its socket behind', async () => {
  const path = newPath();
  assert.equal(await callControl(path, { command: 'x', args: {} }, nothing), undefined);
  await leaveStale(path);
  assert.equal(await callControl(path, { command: 'x', args: {} }, nothing), undefined);
  const server = await serve(path, async () => ({ served: true }));
  assert.deepEqual(await callControl(path, { command: 'x', args: {} }, nothing), { served: true });
  await server.close();
});

test('a second server for the same folder is refused', async () => {
  const path = newPath();
  const server = await serve(path, async () => ({}));
  await assert.rejects(
    serve(path, async () => ({})),
    { code: 'control/in-use' },
  );
  await server.close();
});

test('a data folder whose path is too long for a socket is refused with words', async () => {
  await assert.rejects(
    serve(join(folder, 'x'.repeat(120)), async () => ({})),
    { code: 'control/path-too-long' },
  );
});

test('what is no line of JSON, or too long a one, is cut off, and the server goes on', async () => {
  const path = newPath();
  const server = await serve(path, async () => ({ served: true }));
  for (const text of ['not json\n', 'x'.repeat(100_000)]) {
    const socket = connect(path);
    socket.on('error', nothing);
    socket.write(text);
    socket.resume();
    await once(socket, 'close');
  }
  assert.deepEqual(await callControl(path, { command: 'x', args: {} }, nothing), { served: true });
  await server.close();
});

test('a caller who goes away is told to the command', async () => {
  const path = newPath();
  const told = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const server = await serve(path, async (_request, _progress, signal) => {
    signal.addEventListener('abort', () => told.resolve());
    began.resolve();
    await told.promise;
    return {};
  });
  const socket = connect(path);
  socket.write('{"command":"x","args":{}}\n');
  await began.promise;
  socket.destroy();
  await told.promise;
  await server.close();
});

test('a server that ends in the middle is noticed', async () => {
  const path = newPath();
  const server = createServer((socket) => socket.end('{"progress":"half"}\n'));
  server.listen(path);
  await once(server, 'listening');
  await assert.rejects(callControl(path, { command: 'x', args: {} }, nothing), { code: 'control/lost' });
  server.close();
});

/** A socket file that nobody listens on, as after kill -9: the file is moved away before its server removes it. */
async function leaveStale(path: string): Promise<void> {
  const server = createServer();
  server.listen(`${path}.own`);
  await once(server, 'listening');
  renameSync(`${path}.own`, path);
  server.close();
  await once(server, 'close');
}
