import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { testEngine } from '#platform/testing/testing.ts';
import {
  type Answer,
  call,
  fetched,
  generalChannel,
  makePlace,
  type Person,
  type Server,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

/** Each engine is lost in its own way: the one by its connections, the other by its disk. */
function testOn(engine: 'embedded' | 'postgres', name: string, run: (t: TestContext) => Promise<void>): void {
  if (engine === testEngine()) test(name, run);
}

const cuts = 5;
const postsPerCut = 30;
const repeatsMax = 400;
const pauseMs = 25;

testOn('postgres', 'connections to the database that are cut cost no message', async () => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  const texts: string[] = [];
  for (let cut = 0; cut < cuts; cut++) {
    const some = Array.from({ length: postsPerCut }, (_, count) => `cut ${cut} post ${count}`);
    texts.push(...some);
    const posting = some.map((text) => postUntilTaken(server, mei, channel, text));
    await terminate(place.databaseUrl);
    await Promise.all(posting);
  }
  await standsOnce(server, mei, channel, texts);
  assert.doesNotMatch(server.printed(), /cut \d post \d/, 'what was posted is not in the log');
});

testOn('postgres', 'a database that is away is answered with a problem until it is back', async () => {
  const place = await makePlace();
  const way = await openWay(String(place.databaseUrl));
  const server = await startServer({ ...place, databaseUrl: way.url });
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  await way.cut();
  saysUnavailable(await call(server.url, `POST /v1/channels/${channel}/messages`, mei.token, draftOf('while away')));
  saysUnavailable(await call(server.url, 'GET /v1/health'));
  await way.open();
  await postUntilTaken(server, mei, channel, 'it is back');
  await standsOnce(server, mei, channel, ['it is back']);
  assert.deepEqual(await server.stop('SIGTERM'), { code: 0, signal: null });
  await way.cut();
});

testOn('embedded', 'a full disk refuses what it cannot keep, and loses nothing that it took', async (t) => {
  const place = await makePlace();
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0700', 'tmpfs', place.folder]);
  if (status !== 0) {
    t.skip(`SKIPPED: this machine does not let a small disk be mounted: ${stderr}`);
    return;
  }
  try {
    const server = await startServer(place);
    await setUpTeam(place, 'kestrel');
    const mei = await signIn(server.url, 'kestrel');
    const channel = await generalChannel(server.url, mei);
    const { bavail, bsize } = statfsSync(place.folder);
    writeFileSync(join(place.folder, 'ballast'), Buffer.alloc(bavail * bsize - 2 * 1024 * 1024));
    const taken: string[] = [];
    let last: Answer | undefined;
    for (let count = 0; count < repeatsMax && last === undefined; count++) {
      const text = `${count} ${'x'.repeat(30_000)}`;
      const answer = await call(server.url, `POST /v1/channels/${channel}/messages`, mei.token, draftOf(text)).catch(
        () => ({ status: 0, headers: new Headers(), body: undefined }),
      );
      if (answer.status === 201) taken.push(text);
      else last = answer;
    }
    assert.ok(last, 'the disk became full');
    t.diagnostic(`after ${taken.length} messages: ${last.status} ${JSON.stringify(last.body)}`);
    if (last.status !== 0) {
      assert.ok(last.status >= 500);
      assert.ok(last.body.title);
    }
    rmSync(join(place.folder, 'ballast'));
    const stopped = await Promise.race([server.ended, call(server.url, 'GET /v1/health').catch(() => server.ended)]);
    if ('code' in stopped) assert.match(server.printed(), /The store can no longer be used/);
    const next = 'code' in stopped ? await startServer(place) : server;
    t.diagnostic('code' in stopped ? `it stopped with ${stopped.code}` : 'it stayed up');
    await postUntilTaken(next, mei, channel, 'there is room again');
    await standsOnce(next, mei, channel, [...taken, 'there is room again']);
    await next.stop('SIGTERM');
  } finally {
    spawnSync('umount', ['--lazy', place.folder]);
  }
});

const draftOf = (text: string): object => ({ clientId: crypto.randomUUID(), text });

/** Posts with one client id until it is taken; every other answer is a problem that says to try again. */
async function postUntilTaken({ url }: Server, { token }: Person, channel: string, text: string): Promise<void> {
  const draft = draftOf(text);
  for (let attempt = 0; attempt < repeatsMax; attempt++) {
    const answer = await call(url, `POST /v1/channels/${channel}/messages`, token, draft);
    if (answer.status === 201) return;
    saysUnavailable(answer);
    await wait(pauseMs);
  }
  assert.fail(`not taken after ${repeatsMax} attempts`);
}

function saysUnavailable({ status, headers, body }: Answer): void {
  assert.equal(status, 503, JSON.stringify(body));
  assert.equal(headers.get('retry-after'), '1');
  assert.match(body.type, /^urn:wardroom:problem:/);
}

async function standsOnce({ url }: Server, mei: Person, channel: string, texts: readonly string[]): Promise<void> {
  const found: string[] = [];
  let number = 0;
  for (;;) {
    const page = await fetched(url, `GET /v1/channels/${channel}/events?after=${number}&limit=100`, mei.token);
    if (page.events.length === 0) break;
    for (const event of page.events) {
      assert.equal(event.number, number + 1);
      number = event.number;
      if (event.kind === 'message.posted' && !event.message.note) found.push(event.message.text);
    }
  }
  assert.deepEqual(found.toSorted(), [...texts].toSorted());
}

/** Ends all connections to the database but its own. */
async function terminate(url: string | undefined): Promise<void> {
  const client = new pg.Client(String(url));
  await client.connect();
  const others = 'datname = current_database() and pid <> pg_backend_pid()';
  await client
    .query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`)
    .finally(() => client.end());
}

/** A way to the cluster that can be cut, as by its end, and opened again. */
async function openWay(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'way-'));
  after(() => {
    server.close();
    for (const socket of open) socket.destroy();
    rmSync(folder, { recursive: true });
  });
  const name = '.s.PGSQL.5432';
  const cluster = new URL(url);
  const target = join(cluster.searchParams.get('host') ?? '', name);
  cluster.searchParams.set('host', folder);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket.on('error', () => {}));
      socket.pipe(other);
      socket.once('close', () => other.destroy());
    }
  });
  const listen = async (): Promise<void> => void (await once(server.listen(join(folder, name)), 'listening'));
  await listen();
  return {
    url: cluster.href,
    open: listen,
    async cut(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      open.clear();
      await closed;
    },
  };
}
