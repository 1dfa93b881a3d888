/** API tokens where more than one room takes part: the stream, the commands, the document. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { SCOPES, type Scope } from '#contract/tokens.ts';
import type { StoreCommand } from '#server/commands/command.ts';
import { commands } from '#server/commands/command-list.ts';
import { executeFor } from '#server/commands/execution.ts';
import { createTestApp } from './app.ts';
import { root } from './source.ts';

const app = await createTestApp();
const team = await app.createTestTeam();
const { value: device } = await app.signIn(team.owner);
const owner = app.call(device);

const tokenWith = async (scopes: readonly Scope[]): Promise<{ id: string; secret: string }> => {
  const { status, body } = await owner.post('/v1/me/tokens', { name: 'program', scopes });
  assert.equal(status, 201, JSON.stringify(body));
  return { id: body.token.id, secret: body.secret };
};

/** The problem by which it was refused, or the socket once it is ready. */
function open(token: string): Promise<WebSocket | { type: string; scope?: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${app.base.replace('http', 'ws')}/v1/stream`, { headers });
  after(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve(JSON.parse(text)));
    });
    socket.on('message', (data) => {
      const { kind } = JSON.parse(String(data)) as { kind: string };
      if (kind === 'hello') socket.send('{"kind":"start"}');
      if (kind === 'ready') resolve(socket);
    });
  });
}

const closed = (socket: WebSocket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

test('the stream opens to a token that reaches what it tells, and ends when it changes or goes', async () => {
  const short = await open((await tokenWith(['messages:read', 'team:read'])).secret);
  assert.ok(!(short instanceof WebSocket));
  assert.deepEqual([short.type, short.scope], ['urn:wardroom:problem:access/scope-missing', 'personal:read']);
  const scopes = ['messages:read', 'team:read', 'personal:read'] as const;
  const { id, secret } = await tokenWith(scopes);
  const first = await open(secret);
  assert.ok(first instanceof WebSocket);
  const narrowed = closed(first);
  const path = `/v1/me/tokens/${id}`;
  assert.equal((await owner.patch(path, { networks: ['127.0.0.0/8'] })).status, 200);
  await narrowed;
  const second = await open(secret);
  assert.ok(second instanceof WebSocket);
  const revoked = closed(second);
  assert.equal((await owner.delete(path)).status, 204);
  await revoked;
});

const means = { progress: () => {}, signal: new AbortController().signal };
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
const command = async (name: string, args: object): Promise<any> =>
  await executeFor(app.app, commands, { command: name, args }, means);
const read = async (name: string, options: Record<string, string>): Promise<object> => {
  const found = commands.find((one) => one.name === name) as StoreCommand;
  return (await found.read({ options, operands: [] })) as object;
};

test('who runs the server makes, lists and revokes tokens by commands', async () => {
  const member = team.owner.row.handle;
  const typed = { team: team.slug, member: `@${member}`, name: 'nightly', scopes: 'audit:read, access:read' };
  const args = await read('token create', { ...typed, days: '7', networks: '127.0.0.1' });
  const { token, secret } = await command('token create', args);
  assert.deepEqual([token.scopes, token.networks], [['audit:read', 'access:read'], ['127.0.0.1/32']]);
  assert.equal((await app.call(secret).get('/v1/audit')).status, 200);
  const { tokens } = await command('token list', { team: team.slug });
  const listed = tokens.find(({ id }: { id: string }) => id === token.id);
  assert.deepEqual([listed.handle, listed.name], [member, 'nightly']);
  await command('token revoke', { team: team.slug, token: token.id });
  assert.equal((await app.call(secret).get('/v1/audit')).status, 401);
  await assert.rejects(command('token revoke', { team: team.slug, token: token.id }), /no such token/);
  await assert.rejects(read('token create', { ...typed, scopes: 'audit:reed' }), /cli\/no-such-scope|no such scope/);
  await assert.rejects(read('token create', { ...typed, days: 'soon' }), /cli\/no-days|number of days/);
});

test('the document names the scopes as the screen and the commands do', () => {
  const text = readFileSync(join(root, 'server/identity/api-tokens/api-tokens.md'), 'utf8');
  const table = [...text.matchAll(/^\| `([a-z]+:[a-z]+)` \| (.+) \|$/gm)].map(([, name, says]) => [name, says]);
  assert.deepEqual(table, Object.entries(SCOPES));
});
