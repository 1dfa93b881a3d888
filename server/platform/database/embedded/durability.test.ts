/** Nothing acknowledged is lost: killed processes, killed first starts, and power cuts. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { until } from '../../testing/waiting.ts';
import { openEmbeddedStore } from './embedded.ts';
import { cannotMount, copyStore, mounted, opened, temporaryFolder } from './testing.ts';

const home = temporaryFolder();
const template = join(home.path, 'template');
let firstStartMs: number;

before(async () => {
  const from = performance.now();
  await (await openEmbeddedStore(template)).close();
  firstStartMs = performance.now() - from;
});
after(() => home[Symbol.dispose]());

interface Writer {
  readonly child: ChildProcess;
  /** The last row of each writer that was acknowledged, by process and writer. */
  readonly acknowledged: Map<string, number>;
  /** Resolves when so many rows were acknowledged. */
  rows(count: number): Promise<void>;
  kill(): Promise<void>;
}

function startWriter(folder: string, ...mode: 'shipped'[]): Writer {
  const script = new URL('./writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, ...mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let count = 0;
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each !== 'opened')) {
      const [process, writer, n] = line.split(' ');
      acknowledged.set(`${process} ${writer}`, Number(n));
      count += 1;
    }
  });
  return {
    child,
    acknowledged,
    async rows(least) {
      const died = exited.then(() => assert.fail('the writer ended by itself'));
      while (count < least) await Promise.race([once(child.stdout, 'data'), died]);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

type Query = (sql: string) => Promise<{ rows: unknown[] }>;

/** How many acknowledged rows are not there. A writer's numbers have no gaps, so its highest stands for all. */
async function lostRows(query: Query, acknowledged: Map<string, number>): Promise<number> {
  const found = await query(`
    select process || ' ' || writer as writer, max(n) as highest, count(*)::int as count from acked group by 1`);
  const kept = new Map<string, number>();
  for (const { writer, highest, count } of found.rows as { writer: string; highest: number; count: number }[]) {
    assert.equal(count, highest, `gap in the rows of ${writer}`);
    kept.set(writer, highest);
  }
  const lost = [...acknowledged].map(([writer, n]) => Math.max(0, n - (kept.get(writer) ?? 0)));
  return lost.reduce((sum, each) => sum + each, 0);
}

test('kill -9 while clients write loses no acknowledged row', async () => {
  const folder = join(home.path, 'killed');
  copyStore(template, folder);
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < 3; round++) {
    const writer = startWriter(folder);
    await writer.rows(300 + Math.random() * 300);
    await writer.kill();
    for (const [key, n] of writer.acknowledged) acknowledged.set(key, n);
  }
  await using again = await opened(folder);
  assert.equal(acknowledged.size, 12);
  assert.equal(await lostRows((sql) => again.pool.query(sql), acknowledged), 0);
});

test('a start killed between making its pid file and filling it leaves a store that opens', async () => {
  const folder = join(home.path, 'empty-pid');
  copyStore(template, folder);
  writeFileSync(join(folder, 'pgdata', 'postmaster.pid'), '');
  await using copy = await opened(folder);
  assert.equal((await copy.pool.query('select 1 as one')).rowCount, 1);
});

/** Resolves when a first start has begun to fill the folder of its cluster. */
async function filling(folder: string): Promise<void> {
  await until('the first start', () => existsSync(join(folder, 'pgdata.new', 'global')));
}

test('a first start killed at any point leaves a store that opens', async () => {
  const folder = join(home.path, 'first');
  let unfinished = 0;
  for (let round = 0; round < 6; round++) {
    const writer = startWriter(folder);
    // Two of three starts are killed while files are being written, synced and renamed, which is their shorter part.
    if (round % 3 === 0) await wait(Math.random() * firstStartMs);
    else await filling(folder).then(() => wait(Math.random() * 400));
    await writer.kill();
    if (!existsSync(join(folder, 'pgdata'))) {
      unfinished += 1;
      continue;
    }
    await (await opened(folder))[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  }
  assert(unfinished > 0, 'some starts were killed before they were done');
  await using store = await opened(folder);
  assert.deepEqual((await store.pool.query('select 1 as one')).rows, [{ one: 1 }]);
});

const makeImage = (image: string): void => {
  execFileSync('truncate', ['-s', '300M', image]);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
};

const withoutLoop = cannotMount('an ext4 image through a loop device', (folder) => {
  makeImage(join(folder, 'image'));
  mounted(join(folder, 'disk'), '-o', 'loop', join(folder, 'image'))[Symbol.dispose]();
});

/**
 * Writes on a file system of its own, and takes the state of its device while writes are under way: what the page
 * cache still holds is missing there, as after a power cut. Gives what was acknowledged by then.
 */
async function cutPower(image: string, cut: string, prepare: (disk: string) => void, ...mode: 'shipped'[]) {
  makeImage(image);
  const disk = `${image}.disk`;
  using _ = mounted(disk, '-o', 'loop', image);
  prepare(disk);
  const writer = startWriter(join(disk, 'data'), ...mode);
  await writer.rows(2000);
  writer.child.kill('SIGSTOP');
  const acknowledged = new Map(writer.acknowledged);
  execFileSync('cp', ['--sparse=always', image, cut]);
  await writer.kill();
  return acknowledged;
}

test('a power cut right after the first start and while clients write loses no acknowledged row', {
  skip: withoutLoop,
}, async () => {
  const [image, cut] = [join(home.path, 'image'), join(home.path, 'cut')];
  const acknowledged = await cutPower(image, cut, () => {});
  using _ = mounted(`${cut}.disk`, '-o', 'loop', cut);
  await using again = await opened(join(`${cut}.disk`, 'data'));
  assert.equal(await lostRows((sql) => again.pool.query(sql), acknowledged), 0);
});

test('the same power cut takes rows from PGlite as published: the test can tell', { skip: withoutLoop }, async () => {
  const [image, cut] = [join(home.path, 'image-shipped'), join(home.path, 'cut-shipped')];
  const acknowledged = await cutPower(
    image,
    cut,
    (disk) => {
      copyStore(template, disk);
      execFileSync('mv', [join(disk, 'pgdata'), join(disk, 'data')]);
      execFileSync('sync', ['-f', disk]);
    },
    'shipped',
  );
  using _ = mounted(`${cut}.disk`, '-o', 'loop', cut);
  const lost = await PGlite.create(join(`${cut}.disk`, 'data')).then(
    async (engine) => {
      const count = await lostRows((sql) => engine.query(sql), acknowledged).catch(() => acknowledged.size);
      await engine.close();
      return count;
    },
    () => acknowledged.size,
  );
  assert(lost > 0);
});
