import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { modernExport, zipOf } from '#slack/testing/synthetic-export.ts';
import { call, command, done, fetched, makePlace, PASSWORD, type Place, setUpTeam, startServer } from './client.ts';

test('who came with an import is invited by mail, claims the account and reads its direct messages', async () => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const file = join(place.folder, 'export.zip');
  writeFileSync(file, await zipOf(modernExport()));
  await done(place, 'import', 'slack', file, '--team', 'kestrel');

  const { code, printed } = await command(place, ['member', 'invite', '--team', 'kestrel', '--imported']);
  assert.equal(code, 0, printed);
  assert.match(printed, /4 invited\./);
  assert.doesNotMatch(printed, /wrc_/, 'the operator is shown no link');
  assert.equal((await done(place, 'member', 'invite', '--team', 'kestrel', '--imported')).mailed, 0);
  assert.equal((await command(place, ['member', 'invite', '--team', 'kestrel'])).code, 2);
  const link = linkFor(place, 'bob@example.invalid');
  assert.ok(link.startsWith(`${server.url}/t/kestrel/claim#wrc_`));
  const token = link.split('#')[1];

  const { member } = await fetched(server.url, 'POST /v1/claims/preview', undefined, { token });
  assert.equal(member.handle, 'bob');
  const given = { token, password: PASSWORD, as: 'client' };
  const bob = await fetched(server.url, 'POST /v1/claims/acceptance', undefined, given);
  assert.equal((await call(server.url, 'POST /v1/claims/acceptance', undefined, given)).status, 404);
  const { channels } = await fetched(server.url, 'GET /v1/me/channels', bob.token);
  const direct = channels.find(({ channel }: { channel: { kind: string } }) => channel.kind === 'direct');
  const { messages } = await fetched(server.url, `GET /v1/channels/${direct.channel.id}/messages`, bob.token);
  assert.deepEqual(
    messages.map(({ text }: { text: string }) => text),
    ['Between us'],
  );
  const again = await done(place, 'member', 'invite', '--team', 'kestrel', '--member', 'ada');
  assert.deepEqual(again, { mailed: 1, notTaken: 0 });
  await server.stop('SIGTERM');
});

/** The link in the last mail to this address, out of the folder that stands in for a mail server. */
function linkFor(place: Place, address: string): string {
  const folder = join(place.folder, 'mail');
  const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', ''));
  const mail = mails.find((text) => text.includes(`To: ${address}\r\n`)) ?? '';
  return /http\S+claim#[\w-]+/.exec(mail)?.[0] ?? assert.fail(`nobody mailed ${address}`);
}
