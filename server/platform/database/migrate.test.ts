import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { MIGRATIONS } from '../layout.ts';
import { openTestDatabase } from '../testing/testing.ts';
import { migrate, refuseUnfitServer } from './migrate.ts';

const database = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'wardroom-migrations-'));
after(() => rmSync(folder, { recursive: true }));

test('a schema that is up to date stays as it is', async () => {
  assert.deepEqual(await migrate(database, MIGRATIONS), { applied: [], pending: [] });
});

test('a schema of a newer version is refused and not touched', async () => {
  writeFileSync(join(folder, '0001-platform.sql'), 'select 1');
  await assert.rejects(migrate(database, folder), { code: 'database/schema-newer' });
});

test('a migration that fails has not happened', async () => {
  const { rows } = await database.pool.query<{ name: string }>('select name from kysely_migration order by name');
  for (const { name } of rows) writeFileSync(join(folder, `${name}.sql`), 'select 1');
  const half = join(folder, '9998-half.sql');
  writeFileSync(half, 'create table half (id integer); select nonsense from nowhere;');
  await assert.rejects(migrate(database, folder), /A migration failed/);
  const tables = await database.pool.query("select from pg_tables where tablename = 'half'");
  assert.equal(tables.rowCount, 0);
  assert.deepEqual(await migrate(database, folder, { dryRun: true }), { applied: [], pending: ['9998-half'] });
  rmSync(half);
});

test('an old server, and one that does not store UTF-8, are refused', () => {
  refuseUnfitServer({ number: '150000', version: '15.0', encoding: 'UTF8' });
  assert.throws(() => refuseUnfitServer({ number: '140012', version: '14.12', encoding: 'UTF8' }), {
    code: 'database/server-too-old',
  });
  assert.throws(() => refuseUnfitServer({ number: '150000', version: '15.0', encoding: 'SQL_ASCII' }), {
    code: 'database/not-utf8',
  });
});

test('a database user who may not create the role is told what to let an administrator run', async (t) => {
  if (database.engine === 'embedded') return t.skip('the embedded store has one user, who may');
  const name = `plain_${process.pid}`;
  const { rows } = await database.pool.query<{ database: string }>('select current_database() as database');
  await database.pool.query(
    `create role ${name} login; grant select on all tables in schema public to ${name};
     grant create on database ${rows[0]?.database} to ${name}`,
  );
  await database.withConnection(async (connection) => {
    await connection.run(`set role ${name}`);
    try {
      const asPlain = {
        ...database,
        withConnection: <T>(use: (c: typeof connection) => Promise<T>) => use(connection),
      };
      writeFileSync(join(folder, '9999-next.sql'), 'select 1');
      await assert.rejects(migrate(asPlain, folder), { code: 'database/may-not-create-role' });
    } finally {
      await connection.run('reset role');
    }
  });
  await database.pool.query(
    `revoke all on database ${rows[0]?.database} from ${name}; drop owned by ${name}; drop role ${name}`,
  );
});
