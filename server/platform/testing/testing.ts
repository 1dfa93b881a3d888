/**
 * Databases for tests, on the engine that `WARDROOM_TEST_ENGINE` names: `embedded` (the default) or `postgres`, in the
 * cluster at `WARDROOM_TEST_POSTGRES`. Each is a copy of a migrated one, which is made once per run when
 * `WARDROOM_TEST_TEMPLATE` names a place for it.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { createAuditLog, openSigningKey } from '../audit/audit.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Database, migrate, openDatabase } from '../database/database.ts';
import { createJobs } from '../jobs/jobs.ts';
import { MIGRATIONS } from '../layout.ts';
import { createLog } from '../log.ts';
import { systemRandom } from '../random.ts';
import { openKeyFile, openVault } from '../vault/vault.ts';
import { createUnits, type Units, type UnitsOptions } from '../work.ts';
import { afterSeries, isSeries } from './series.ts';

/** A migrated store of its own that nobody has open. */
export interface TestStore {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  remove(): Promise<void>;
}

export const testEngine = (): 'embedded' | 'postgres' =>
  process.env.WARDROOM_TEST_ENGINE === 'postgres' ? 'postgres' : 'embedded';

export async function makeTestStore(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-store-'));
  const databaseUrl = testEngine() === 'postgres' ? await copyPostgres() : await copyEmbedded(folder);
  return {
    folder,
    databaseUrl,
    async remove() {
      rmSync(folder, { recursive: true, force: true });
      if (databaseUrl)
        await inCluster((client) => client.query(`drop database ${databaseOf(databaseUrl)} with (force)`));
    },
  };
}

/** An open, migrated database; closed and removed when the test, or at top level the file, has ended. */
export async function openTestDatabase(): Promise<Database> {
  const store = await makeTestStore();
  const database = await openStore(store);
  after(async () => {
    await database.close();
    await store.remove();
  });
  return database;
}

let shared: Promise<Database> | undefined;
let isLent = false;

/**
 * The database that the test files of a process share, emptied, until the file has ended. It is for rules: who runs
 * jobs, changes the schema or tests the store opens one of their own.
 */
export async function borrowTestDatabase(): Promise<Database> {
  if (isLent || !isSeries()) return await openTestDatabase();
  isLent = true;
  after(() => {
    isLent = false;
  });
  shared ??= openShared();
  const database = await shared;
  await emptyTables(database);
  return database;
}

async function openShared(): Promise<Database> {
  const store = await makeTestStore();
  const database = await openStore(store);
  afterSeries(async () => {
    await database.close();
    await store.remove();
  });
  return database;
}

/** Leaves what a migrated database has. Deleting what little there is beats truncating, which makes every file anew. */
async function emptyTables(database: Database): Promise<void> {
  await database.pool.query(`
    do $$
    declare one record;
    begin
      perform set_config('session_replication_role', 'replica', true);
      for one in select oid::regclass as name from pg_class
                 where relnamespace = 'public'::regnamespace and relkind = 'r' and not starts_with(relname, 'kysely_')
      loop
        execute format('delete from %s', one.name);
      end loop;
    end $$`);
}

/** Units of work over a database, with keys of their own; nothing is queued or published unless given. */
export async function testUnits(
  database: Database,
  given: Partial<Pick<UnitsOptions, 'enqueue' | 'published'>> & { clock?: Clock } = {},
): Promise<Units> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-keys-'));
  after(() => rmSync(folder, { recursive: true }));
  const made = { expected: false };
  const keys = await openKeyFile(join(folder, 'deployment-key.json'), made, systemClock(), systemRandom);
  const signers = await openSigningKey(join(folder, 'audit-key'), made, systemRandom);
  return createUnits({
    database,
    clock: given.clock ?? systemClock,
    random: systemRandom,
    vault: openVault(keys),
    audit: createAuditLog(signers),
    enqueue: given.enqueue ?? (async () => {}),
    published: given.published ?? (() => {}),
  });
}

/**
 * What the tables of the application hold, by table: how many rows and a digest of them. A refusal that left no trace
 * gives the same answer before and after. When something was last seen or used is no trace.
 */
export async function tableDigests(database: Database): Promise<Record<string, string>> {
  return await database.withConnection(async ({ sql: db }) => {
    let query = digestQueries.get(database);
    if (!query) {
      const { rows } = await sql<{ name: string }>`
        select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and not starts_with(relname, 'kysely_')
        order by 1`.execute(db);
      query = digestQuery(rows.map(({ name }) => name));
      digestQueries.set(database, query);
    }
    const { rows } = await query.execute(db);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  });
}

/** One statement for all tables; its parameter has it prepared, once per connection. Refusals are tested a lot. */
const digestQueries = new WeakMap<Database, RawBuilder<{ name: string; digest: string }>>();

const digestQuery = (tables: readonly string[]): RawBuilder<{ name: string; digest: string }> =>
  sql`${sql.join(
    tables.map(
      (name) => sql`
        select ${sql.lit(name)} as name,
               count(*) || ' ' || md5(coalesce(string_agg(content, ' ' order by content), '')) as digest
        from (select (to_jsonb(r) - 'last_seen_at' - 'last_used_at' - 'last_used_network')::text as content
              from ${sql.table(name)} r) rows`,
    ),
    sql` union all `,
  )} limit ${tables.length}`;

/** Nobody awaits it: an unhandled rejection, which fails the run. */
function fail(error: Error): never {
  throw error;
}

const openStore = (store: { folder: string; databaseUrl: string | undefined }): Promise<Database> =>
  openDatabase({
    databaseUrl: store.databaseUrl,
    folder: join(store.folder, 'store'),
    onFatal: fail,
    onLost: () => {},
  });

async function migrateStore(store: { folder: string; databaseUrl: string | undefined }): Promise<void> {
  const database = await openStore(store);
  try {
    await migrate(database, MIGRATIONS);
    // The tables of the queue too: making them costs a server that starts more than all the rest.
    const jobs = createJobs({ database, log: createLog('silent'), attempted: () => {} });
    await jobs.declare([]);
    await jobs.close();
  } finally {
    await database.close();
  }
}

async function copyEmbedded(folder: string): Promise<undefined> {
  const template = process.env.WARDROOM_TEST_TEMPLATE;
  if (template === undefined) {
    await migrateStore({ folder, databaseUrl: undefined });
    return undefined;
  }
  if (!existsSync(template)) await makeTemplate(template);
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  return undefined;
}

/** Makes the migrated embedded store that others are copied from. */
export async function makeTemplate(template: string): Promise<void> {
  const draft = mkdtempSync(`${template}-draft-`);
  await migrateStore({ folder: draft, databaseUrl: undefined });
  try {
    renameSync(draft, template);
  } catch {
    // Two processes may both make one: the first to be in place stays.
    rmSync(draft, { recursive: true });
  }
}

const TEMPLATE = 'wardroom_template';

async function copyPostgres(): Promise<string> {
  const name = `wardroom_${systemRandom.bytes(8).toString('hex')}`;
  return await inCluster(async (client, cluster) => {
    const urlOf = (database: string): string => Object.assign(new URL(cluster), { pathname: `/${database}` }).href;
    // Test files run beside each other: one makes the template, the others wait for it.
    await client.query(`select pg_advisory_lock(hashtext('${TEMPLATE}'))`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (!rowCount) {
      await client.query(`create database ${name} template template0 encoding 'UTF8'`);
      await migrateStore({ folder: '', databaseUrl: urlOf(name) });
      await client.query(`alter database ${name} rename to ${TEMPLATE}`);
    }
    await client.query(`create database ${name} template ${TEMPLATE}`);
    return urlOf(name);
  });
}

async function inCluster<T>(use: (client: pg.Client, cluster: string) => Promise<T>): Promise<T> {
  const cluster = process.env.WARDROOM_TEST_POSTGRES;
  if (!cluster) throw new Error('WARDROOM_TEST_POSTGRES names no cluster; run the tests through npm test.');
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  try {
    return await use(client, cluster);
  } finally {
    await client.end();
  }
}

const databaseOf = (url: string): string => new URL(url).pathname.slice(1);
