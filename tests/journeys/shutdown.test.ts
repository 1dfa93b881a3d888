import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import {
  call,
  fetched,
  generalChannel,
  makePlace,
  openStream,
  PASSWORD,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

const posts = 40;

test('a server that is asked to stop answers what it accepted, says goodbye and ends', async () => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  const path = `/v1/channels/${channel}/messages`;
  const stream = openStream(server.url, mei);
  await stream.until(({ kind }) => kind === 'ready');

  // Under way: posts, a sign-in that hashes, and a request whose body has come in part.
  const half = await beginPost(server.url, path, mei.token, { clientId: crypto.randomUUID(), text: 'in two parts' });
  const given = { team: 'kestrel', email: 'mei@kestrel.example', password: PASSWORD, as: 'client' };
  const signingIn = call(server.url, 'POST /v1/sign-in', undefined, given);
  const posting = Array.from({ length: posts }, (_, count) =>
    call(server.url, `POST ${path}`, mei.token, { clientId: crypto.randomUUID(), text: `post ${count}` }),
  );
  // Answered after them, so that the server has accepted their connections; those that it has not are nobody's.
  await Promise.all([Promise.any(posting), call(server.url, 'GET /v1/health')]);
  const ended = server.stop('SIGTERM');
  await stream.closed;
  half.finish();

  const answers = await Promise.all(posting);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  assert.equal((await signingIn).status, 200);
  assert.match(await half.answer, /^HTTP\/1\.1 201 /);
  assert.equal((await stream.closed).code, 1001);
  assert.deepEqual(await ended, { code: 0, signal: null });
  await assert.rejects(call(server.url, 'GET /v1/health'));

  const again = await startServer(place);
  const { messages } = await fetched(again.url, `GET ${path}?limit=200`, mei.token);
  const texts = new Set(messages.map(({ text }: { text: string }) => text));
  for (let count = 0; count < posts; count++) assert.ok(texts.has(`post ${count}`), `post ${count}`);
  assert.ok(texts.has('in two parts'));
  await again.stop('SIGTERM');
});

test('a client that keeps its connection and never finishes its request does not hold up the end', async () => {
  const place = await makePlace();
  const server = await startServer(place);
  const half = await beginPost(server.url, '/v1/sign-in', 'nobody', { text: 'never finished' });
  const { code, signal } = await server.stop('SIGTERM');
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  await half.answer;
});

/** Sends the head and half of the body; resolves when the server had time to read them, as it answered a later call. */
async function beginPost(url: string, path: string, token: string, body: object) {
  const { hostname, port } = new URL(url);
  const text = JSON.stringify(body);
  const middle = Math.floor(text.length / 2);
  const socket: Socket = connect(Number(port), hostname);
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${hostname}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${text.slice(0, middle)}`);
  const answer = new Promise<string>((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
  await call(url, 'GET /v1/health');
  return { answer, finish: () => void socket.write(text.slice(middle)) };
}
