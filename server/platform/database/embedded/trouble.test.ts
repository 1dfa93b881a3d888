/** What the store does by itself, and what it survives while it runs. */
import assert from 'node:assert/strict';
import { appendFileSync, closeSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEmbeddedStore } from './embedded.ts';
import { cannotMount, copyStore, eventually, mounted, opened, temporaryFolder } from './testing.ts';

const home = temporaryFolder();
const template = join(home.path, 'template');

const openCopy = (name: string, options: Parameters<typeof opened>[1] = {}) => {
  copyStore(template, join(home.path, name));
  return opened(join(home.path, name), options);
};

before(async () => {
  await (await openEmbeddedStore(template)).close();
});
after(() => home[Symbol.dispose]());

test('the log is checkpointed and changed tables are vacuumed without being asked', async () => {
  await using copy = await openCopy('upkeep');
  const { pool, store } = copy;
  await pool.query('create table grown (id int primary key, text text)');
  await pool.query("insert into grown select n, repeat('x', 600) from generate_series(1, 60000) n");
  await eventually(() => store.stats().checkpoints > 0 && store.stats().vacuums > 0);
  const statistics = 'select reltuples from pg_class where oid = $1::regclass';
  assert.deepEqual((await pool.query(statistics, ['grown'])).rows, [{ reltuples: 60000 }]);
});

test('a statement that never ends is stopped; others go on and nothing committed is lost', async () => {
  const heard: string[] = [];
  await using copy = await openCopy('endless', { statementLimitMs: 500, onProblem: (reason) => heard.push(reason) });
  const { pool, store } = copy;
  await pool.query('create table kept as select 1 as one');
  const endless = pool.query('select count(*) from generate_series(1, 1e12)');
  const waiting = pool.query('select one from kept');
  await assert.rejects(endless, { code: 'ECONNRESET' });
  await assert.rejects(waiting, { code: 'ECONNRESET' });
  assert.deepEqual((await pool.query('select one from kept')).rows, [{ one: 1 }]);
  assert.equal(store.stats().restarts, 1);
  assert.deepEqual(heard, ['A statement ran beyond its limit and was stopped.']);
});

test('a transaction that waits too long for its next statement is rolled back and lets the others go on', async () => {
  await using copy = await openCopy('idle', { statementLimitMs: 500 });
  const { pool, store } = copy;
  await pool.query('create table kept (one int)');
  const idle = await pool.connect();
  await idle.query('begin');
  await idle.query('insert into kept values (1)');
  assert.deepEqual((await pool.query('select one from kept')).rows, [], 'waited for the transaction to end');
  await assert.rejects(idle.query('commit'));
  idle.release(true);
  assert.equal(store.stats().restarts, 0);
});

/** Lets every fsync of the write-ahead log fail from now on: its descriptor comes to name a device without it. */
function spoilFsync(): void {
  const descriptors = readdirSync('/proc/self/fd').map(Number);
  const ofLog = descriptors.filter((fd) => /pg_wal\/[0-9A-F]{24}$/.test(linkOf(fd)));
  assert.equal(ofLog.length, 1);
  const [spoiled = -1] = ofLog;
  closeSync(spoiled);
  for (let fd = -1; fd !== spoiled; ) fd = openSync('/dev/null', 'r+');
}

function linkOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

test('when fsync fails the commit is not acknowledged and the store stops for good', async () => {
  await using copy = await openCopy('fsync');
  const { pool, store } = copy;
  await pool.query('create table kept (one int)');
  spoilFsync();
  await assert.rejects(pool.query('insert into kept values (1)'), { code: 'ECONNRESET' });
  assert.match((await store.failed).message, /refused to make a write durable/);
  await assert.rejects(pool.query('select 1'), { code: 'ECONNREFUSED' });
  await using again = await opened(join(home.path, 'fsync'));
  assert.deepEqual((await again.pool.query('select one from kept')).rows, []);
});

const withoutTmpfs = cannotMount('a tmpfs', (folder) => mounted(folder, '-t', 'tmpfs', 'tmpfs')[Symbol.dispose]());

test('a full disk is an error while tables grow, then stops the store; nothing acknowledged is lost', {
  skip: withoutTmpfs,
}, async () => {
  const disk = join(home.path, 'small');
  using _ = mounted(disk, '-t', 'tmpfs', '-o', 'size=96m', 'tmpfs');
  copyStore(template, join(disk, 'data'));
  {
    await using full = await opened(join(disk, 'data'));
    const { pool, store } = full;
    await pool.query('create table kept as select 1 as id');
    assert.equal(fillDisk(join(disk, 'filler')), 'ENOSPC');
    await assert.rejects(pool.query('create table more as select generate_series(1, 10000) n'), { code: '53100' });
    await pool.query('insert into kept values (2)');
    await assert.rejects(async () => {
      for (let logMb = 0; logMb < 100; logMb++) {
        await pool.query("select pg_logical_emit_message(true, 'filler', repeat('x', 1000000))");
      }
    });
    assert.match((await store.failed).message, /No space left on device/);
    await assert.rejects(pool.query('select 1'), { code: 'ECONNREFUSED' });
  }
  rmSync(join(disk, 'filler'));
  await using freed = await opened(join(disk, 'data'));
  assert.deepEqual((await freed.pool.query('select id from kept')).rows, [{ id: 1 }, { id: 2 }]);
});

function fillDisk(file: string): string | undefined {
  try {
    for (let blocks = 0; blocks < 10_000; blocks++) appendFileSync(file, Buffer.alloc(65_536));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
