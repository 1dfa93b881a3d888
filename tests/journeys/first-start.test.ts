import assert from 'node:assert/strict';
import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, openDatabase } from '#platform/database/database.ts';
import {
  command,
  fetched,
  generalChannel,
  launch,
  makePlace,
  type Place,
  post,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

const places = 1;
const killsPerPlace = 4;

test('a first start that is killed at any point leaves a store that opens', async (t) => {
  const begun = performance.now();
  await (await startServer(await makePlace({ isBare: true }))).stop('SIGTERM');
  const wholeMs = performance.now() - begun;
  for (let round = 0; round < places; round++) {
    const place = await makePlace({ isBare: true });
    const delays = Array.from({ length: killsPerPlace }, () => Math.random() * wholeMs);
    t.diagnostic(`killed after ${delays.map(Math.round).join(' and ')} of ${Math.round(wholeMs)} ms`);
    for (const delayMs of delays) {
      const { child, ended } = launch(place, ['serve']);
      await Promise.race([wait(delayMs), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    const server = await startServer(place);
    await setUpTeam(place, 'kestrel');
    const mei = await signIn(server.url, 'kestrel');
    await post(server.url, mei, await generalChannel(server.url, mei), 'it works');
    await server.stop('SIGTERM');
  }
});

test('a place is served by one server, with the keys and the schema that belong to it', async (t) => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const { ts } = await post(server.url, mei, await generalChannel(server.url, mei), 'still here');

  await t.test('a second server is refused and disturbs nobody', async () => {
    await refused(place, 69, /[Aa]nother|already|in use/);
    await fetched(server.url, 'GET /v1/me', mei.token);
  });
  await server.stop('SIGTERM');

  for (const name of ['deployment-key.json', 'audit-key']) {
    const path = join(place.folder, 'keys', name);
    await t.test(`without its ${name} the server does not start, and makes no new one`, async () => {
      renameSync(path, `${path}.away`);
      await refused(place, 1, new RegExp(`${name} is missing, but stored data depends on it`));
      renameSync(`${path}.away`, path);
    });
    await t.test(`with its ${name} open to others the server does not start`, async () => {
      chmodSync(path, 0o640);
      await refused(place, 1, new RegExp(`${name} is open to other users \\(mode 0640\\)`));
      chmodSync(path, 0o600);
    });
  }
  await t.test('a schema of a newer version is refused', async () => {
    await newerSchema(place, 'insert');
    await refused(place, 1, /newer/);
    await newerSchema(place, 'delete');
  });
  await t.test('a command waits for who has the store open and does not listen, and then goes on', async (waiting) => {
    if (place.databaseUrl !== undefined) return waiting.skip('PostgreSQL is open to several processes');
    const database = await openPlace(place);
    const { printed, ended, child } = launch(place, ['member', 'add', '--team', 'kestrel', '--role', 'member']);
    const { promise: said, resolve: heard } = Promise.withResolvers<void>();
    child.stderr.on('data', () => void (/at work in this data folder/.test(printed()) && heard()));
    await Promise.race([said, ended]);
    await database.close();
    assert.equal((await ended).code, 0, printed());
    assert.match(printed(), /waiting for it[\s\S]*\/t\/kestrel\/invite#/);
  });
  await t.test('after all these refusals nothing is missing', async () => {
    const again = await startServer(place);
    const channel = await generalChannel(again.url, mei);
    const { text } = await fetched(again.url, `GET /v1/channels/${channel}/messages/${ts}`, mei.token);
    assert.equal(text, 'still here');
    await again.stop('SIGTERM');
  });
});

/** Starting a server ends with this code and says why in a sentence, without a stack. */
async function refused(place: Place, code: number, says: RegExp): Promise<void> {
  const end = await command(place, ['serve']);
  assert.equal(end.code, code, end.printed);
  assert.match(end.printed, says);
  assert.doesNotMatch(end.printed, /^\s+at /m);
}

function openPlace({ folder, databaseUrl }: Place): Promise<Database> {
  const onFatal = (error: Error): void => assert.ifError(error);
  return openDatabase({ databaseUrl, folder: join(folder, 'store'), onFatal, onLost: () => {} });
}

async function newerSchema(place: Place, change: 'insert' | 'delete'): Promise<void> {
  const database = await openPlace(place);
  try {
    await database.withConnection(async ({ sql: db }) => {
      if (change === 'insert') await sql`insert into kysely_migration values ('9999-later', now()::text)`.execute(db);
      else await sql`delete from kysely_migration where name = '9999-later'`.execute(db);
    });
  } finally {
    await database.close();
  }
}
