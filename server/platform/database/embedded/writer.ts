/**
 * A process for the tests to kill: writes rows through a store until it dies, and prints each that was acknowledged.
 * Arguments: the folder, and `shipped` to write through PGlite as published, without this store.
 */
import { writeSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { openEmbeddedStore } from './embedded.ts';

const [, , folder = '', mode] = process.argv;
const writersMax = 4;

async function openShipped(): Promise<(sql: string, values: unknown[]) => Promise<unknown>> {
  const engine = await PGlite.create(folder);
  return (sql, values) => engine.query(sql, values);
}

async function openStore(): Promise<(sql: string, values: unknown[]) => Promise<unknown>> {
  const store = await openEmbeddedStore(folder);
  const pool = new pg.Pool({ ...store.connection, max: 8 });
  return (sql, values) => pool.query(sql, values);
}

const run = mode === 'shipped' ? await openShipped() : await openStore();
writeSync(1, 'opened\n');

async function write(writer: number): Promise<never> {
  for (let n = 1; ; n++) {
    await run('insert into acked (process, writer, n) values ($1, $2, $3)', [process.pid, writer, n]);
    writeSync(1, `${process.pid} ${writer} ${n}\n`);
  }
}

async function failOften(): Promise<never> {
  for (;;) await run('insert into acked (process, writer, n) values (0, 0, 1 / $1::int)', [0]).catch(() => {});
}

await run('create table if not exists acked (process int, writer int, n int, primary key (process, writer, n))', []);
await Promise.all([failOften(), ...Array.from({ length: writersMax }, (_, writer) => write(writer))]);
