import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Postgres, startPostgres } from './postgres.ts';

let started: Postgres | { missing: string };

before(async () => {
  started = await startPostgres();
});
after(async () => {
  if ('stop' in started) await started.stop();
});

const folderOf = (url: string): string => new URL(url).searchParams.get('host') ?? '';

test('a private server answers on its socket, with fsync as asked, and on no port', async (t) => {
  if ('missing' in started) return t.skip(started.missing);
  const client = new pg.Client(started.url);
  await client.connect();
  const { rows } = await client.query("select current_setting('fsync') as fsync, inet_server_port() as port");
  await client.end();
  assert.deepEqual(rows, [{ fsync: 'off', port: null }]);
});

test('the server and its folder are gone after stop', async (t) => {
  const own = await startPostgres({ fsync: true });
  if ('missing' in own) return t.skip(own.missing);
  await own.stop();
  assert(!existsSync(folderOf(own.url)));
  await assert.rejects(new pg.Client(own.url).connect(), { code: 'ENOENT' });
});

test('the server and its folder are gone when the process that started it was killed', async (t) => {
  if ('missing' in started) return t.skip(started.missing);
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)};
    console.log((await startPostgres()).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const folder = folderOf(String(line).trim());
  assert(existsSync(folder));
  child.kill('SIGKILL');
  const deadline = performance.now() + 15_000;
  while (existsSync(folder)) {
    assert(performance.now() < deadline, 'the folder is still there');
    await wait(20);
  }
});
