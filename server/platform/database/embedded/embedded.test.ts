import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedStore, openEmbeddedStore } from './embedded.ts';
import { copyStore, type Opened, opened, temporaryFolder } from './testing.ts';

const home = temporaryFolder();
const template = join(home.path, 'template');
let shared: Opened;
let store: EmbeddedStore;
let pool: pg.Pool;

/** A store of this test's own. */
const openCopy = (name: string) => {
  copyStore(template, join(home.path, name));
  return opened(join(home.path, name));
};

before(async () => {
  await (await openEmbeddedStore(template)).close();
  shared = await openCopy('shared');
  ({ store, pool } = shared);
});

after(async () => {
  await shared[Symbol.asyncDispose]();
  home[Symbol.dispose]();
});

test('transactions of twenty concurrent callers do not mix', async () => {
  await pool.query('create table counter (id int primary key, value int)');
  await pool.query('insert into counter values (1, 0)');
  const add = async () => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query('select value from counter where id = 1');
      await client.query('update counter set value = $1 where id = 1', [rows[0].value + 1]);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: 20 }, add));
  assert.deepEqual((await pool.query('select value from counter')).rows, [{ value: 20 }]);
});

test('clients that give different statements the same name each get their own', async () => {
  const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(
      clients.map((client, n) => client.query({ name: 'same', text: `select ${n} as n` })),
    );
    assert.deepEqual(
      answers.map(({ rows }) => rows[0].n),
      [0, 1, 2, 3],
    );
  }
  for (const client of clients) client.release();
});

test('a client that leaves takes its prepared statements along', async () => {
  const count = async () => Number((await pool.query('select count(*) from pg_prepared_statements')).rows[0].count);
  const before = await count();
  const client = new pg.Client(store.connection);
  await client.connect();
  await client.query({ name: 'mine', text: 'select 1' });
  assert.equal(await count(), before + 1);
  await client.end();
  assert.equal(await count(), before);
});

test('a parameter and a result of 20 MB pass unchanged', async () => {
  const large = Buffer.alloc(20_000_000, 'wardroom');
  const { rows } = await pool.query('select $1::bytea as large', [large]);
  assert(large.equals(rows[0].large));
});

test('a notification reaches a client that listens, after the commit', async () => {
  const listener = await pool.connect();
  await listener.query('listen news');
  const heard = once(listener, 'notification');
  await pool.query("select pg_notify('news', 'hello')");
  const [notification] = await heard;
  assert.deepEqual([notification.channel, notification.payload], ['news', 'hello']);
  listener.release();
});

test('an error carries its SQLSTATE, and the connection goes on', async () => {
  const client = await pool.connect();
  await assert.rejects(client.query('select * from missing'), { code: '42P01' });
  await assert.rejects(client.query('insert into counter values ($1, 2)', [1]), { code: '23505' });
  assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
  client.release();
});

test('COPY FROM STDIN is refused, and the connection goes on', async () => {
  const client = await pool.connect();
  const refused = { code: '57014', message: /COPY FROM STDIN does not work on the embedded store/ };
  await assert.rejects(client.query('copy counter from stdin'), refused);
  await assert.rejects(client.query({ name: 'copy', text: 'copy counter from stdin' }), refused);
  await assert.rejects(client.query({ name: 'copy', text: 'copy counter from stdin' }), refused);
  assert.deepEqual((await client.query('select value from counter')).rows, [{ value: 20 }]);
  client.release();
});

test('a query that recurses too deeply fails alone', async () => {
  await pool.query(
    'create function deeper(n int) returns int language plpgsql as $$ begin return deeper(n + 1); end $$',
  );
  await assert.rejects(pool.query('select deeper(0)'), { code: '54001' });
  assert.equal(store.stats().restarts, 0);
});

test('a client that goes away inside a transaction is rolled back', async () => {
  const client = await pool.connect();
  await client.query('begin');
  await client.query('insert into counter values (2, 0)');
  client.release(true);
  assert.deepEqual((await pool.query('select id from counter')).rows, [{ id: 1 }]);
});

test('bytes cut anywhere, encryption requests and cancel requests are handled', async () => {
  const socket = store.connection.stream();
  const requests = Buffer.concat([
    Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), // SSLRequest
    Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]), // GSSENCRequest
    Buffer.from([0, 0, 0, 23, 0, 3, 0, 0]),
    Buffer.from('user\0postgres\0\0'),
    Buffer.from([81, 0, 0, 0, 13]),
    Buffer.from('select 7\0'),
  ]);
  for (const byte of requests) socket.write(Buffer.of(byte));
  let answer = Buffer.alloc(0);
  for await (const chunk of socket) {
    answer = Buffer.concat([answer, chunk]);
    if (answer.includes('SELECT 1\0')) break;
  }
  assert.equal(answer.toString('latin1', 0, 3), 'NNR');

  const cancelling = store.connection.stream();
  cancelling.write(Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 1, 0, 0, 0, 1]));
  assert.deepEqual((await pool.query('select 1 as one')).rows, [{ one: 1 }]);
  cancelling.destroy();
});

test('clients that write without a pause do not keep another one waiting', async () => {
  await pool.query('create table busy (client int)');
  let done = false;
  const write = async (client: number): Promise<number> => {
    const connection = await pool.connect();
    let rounds = 0;
    for (; !done && rounds < 20_000; rounds++) {
      await connection.query('begin');
      await connection.query('insert into busy values ($1)', [client]);
      await connection.query('commit');
      if (client === 0 && rounds === 20) done = true;
    }
    connection.release();
    return rounds;
  };
  const rounds = await Promise.all([1, 2, 3, 4, 5, 0].map(write));
  assert(Math.max(...rounds) <= 40, `turns taken: ${rounds}`);
});

test('a closed store refuses connections and may be opened again', async () => {
  const closed = await openCopy('closed');
  await closed[Symbol.asyncDispose]();
  await closed.store.close();
  const late = new pg.Client(closed.store.connection);
  await assert.rejects(late.connect(), { code: 'ECONNREFUSED' });
  await (await openEmbeddedStore(join(home.path, 'closed'))).close();
});

test('a second start on the same folder is refused, in the same process and in another', async () => {
  const folder = join(home.path, 'shared');
  await assert.rejects(openEmbeddedStore(folder), { code: 'database/locked', detail: { folder } });
  const other = `
    import { openEmbeddedStore } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
    await openEmbeddedStore(process.argv[1]).catch((error) => console.log(error.code));`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', other, folder]);
  assert.equal((await run).stdout, 'database/locked\n');
  assert.deepEqual((await pool.query('select value from counter')).rows, [{ value: 20 }]);
});

test('what was committed is there after the store was closed and opened again', async () => {
  {
    await using first = await openCopy('again');
    await first.pool.query('create table kept as select 42 as answer');
  }
  await using second = await opened(join(home.path, 'again'));
  assert.deepEqual((await second.pool.query('select answer from kept')).rows, [{ answer: 42 }]);
});

test('a store whose commits do not reach fsync does not open', async () => {
  const folder = join(home.path, 'careless');
  {
    await using careless = await openCopy('careless');
    await careless.pool.query('alter system set synchronous_commit = off');
  }
  await assert.rejects(openEmbeddedStore(folder), { code: 'database/not-durable' });
  await assert.rejects(openEmbeddedStore(folder), { code: 'database/not-durable' }, 'and the lock is free again');
});
