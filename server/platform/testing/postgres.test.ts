import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, type StartedPostgres, startPostgres } from './postgres.ts';

let started: StartedPostgres;

before(async () => {
  started = await startPostgres({ fsync: false });
});
after(async () => {
  if (started.kind === 'started') await started.postgres.stop();
});

const folderOf = (url: string): string => new URL(url.replace('@/', '@local/')).searchParams.get('host') ?? '';

async function value(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows[0]?.[0];
}

test('a private server answers on its socket, with fsync as asked, and on no port', async (t) => {
  if (started.kind === 'missing') return t.skip(started.reason);
  const { url } = started.postgres;
  assert.equal(await value(url, 'show fsync'), 'off');
  assert.equal(await value(url, 'show listen_addresses'), '');
});

test('a fresh database is empty, and is gone after its drop though a client was connected', async (t) => {
  if (started.kind === 'missing') return t.skip(started.reason);
  const fresh = await createDatabase(started.postgres.url);
  const client = new pg.Client(fresh.url);
  client.on('error', () => {});
  await client.connect();
  assert.equal(await value(fresh.url, "select count(*)::int from pg_tables where schemaname = 'public'"), 0);
  await fresh.drop();
  await assert.rejects(value(fresh.url, 'select 1'), { code: '3D000' });
});

test('the server and its folder are gone when the process that started it was killed', async (t) => {
  if (started.kind === 'missing') return t.skip(started.reason);
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)};
    const { postgres } = await startPostgres({ fsync: false });
    console.log(postgres.url);
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
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
