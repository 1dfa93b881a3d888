/**
 * Brings the schema up to date: forward only, one linear history of SQL files, all in one transaction, so that a
 * migration that was interrupted has not happened. A schema newer than this program is refused, never touched.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { problem } from '../problem.ts';
import { APP_ROLE, type Connection, sqlState } from './connection.ts';

export const serverTooOld = problem<{ found: string; needed: string }>(
  'database/server-too-old',
  500,
  'The PostgreSQL server is older than Wardroom needs. Upgrade it, then start again.',
);
export const notUtf8 = problem<{ found: string }>(
  'database/not-utf8',
  500,
  'The database does not store text as UTF-8. Create one with encoding UTF8 and start again.',
);
export const mayNotCreateRole = problem<{ run: string }>(
  'database/may-not-create-role',
  500,
  'The database user may not create the role that row-level security needs. Let an administrator run the statements.',
);
export const schemaNewer = problem<{ unknown: string }>(
  'database/schema-newer',
  500,
  'The database was written by a newer Wardroom. Start that version, or restore a backup of this one.',
);

const SERVER_VERSION_MIN = 150_000;

/** What can lend a connection. */
export interface Connectable {
  withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T>;
}

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/** Applies what is pending in `folder` (`0001-name.sql` …); with `dryRun` it only looks. */
export async function migrate(
  database: Connectable,
  folder: string,
  options: { dryRun?: boolean } = {},
): Promise<MigrationReport> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return await database.withConnection(async (connection) => {
    await preflight(connection);
    const done = await applied(connection);
    const names = files.map((name) => name.replace(/\.sql$/, ''));
    const unknown = done.find((name) => !names.includes(name));
    if (unknown) throw schemaNewer({ unknown });
    const pending = names.filter((name) => !done.includes(name));
    if (options.dryRun || pending.length === 0) return { applied: [], pending };

    await ensureAppRole(connection);
    const migrator = new Migrator({
      db: connection.sql,
      provider: { getMigrations: () => readMigrations(folder, files) },
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw new Error('A migration failed; nothing of it was kept.', { cause: error });
    return { applied: pending, pending: [] };
  });
}

interface Server {
  /** As PostgreSQL counts versions: 150004 is 15.4. */
  readonly number: string;
  readonly version: string;
  readonly encoding: string;
}

async function preflight({ sql: db }: Connection): Promise<void> {
  const { rows } = await sql<Server>`
    select current_setting('server_version') as version, current_setting('server_version_num') as number,
           current_setting('server_encoding') as encoding`.execute(db);
  const server = rows[0];
  if (!server) throw new Error('The database did not answer the preflight query.');
  refuseUnfitServer(server);
}

export function refuseUnfitServer(server: Server): void {
  if (Number(server.number) < SERVER_VERSION_MIN) throw serverTooOld({ found: server.version, needed: '15' });
  if (server.encoding !== 'UTF8') throw notUtf8({ found: server.encoding });
}

async function applied({ sql: db }: Connection): Promise<string[]> {
  const { rows: tables } =
    await sql`select 1 from pg_tables where schemaname = 'public' and tablename = 'kysely_migration'`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from public.kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}

async function readMigrations(folder: string, files: readonly string[]): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {};
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    // The rights belong to the same transaction: a start that is killed after it would never grant them.
    migrations[file.replace(/\.sql$/, '')] = {
      up: async (db) => void (await sql.raw(`${text};${GRANTS}`).execute(db)),
    };
  }
  return migrations;
}

const GRANTS = `
  grant usage on schema public to ${APP_ROLE};
  grant select, insert, update, delete on all tables in schema public to ${APP_ROLE};
  grant execute on all functions in schema public to ${APP_ROLE}`;

const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';
const INSUFFICIENT_PRIVILEGE = '42501';

async function ensureAppRole(connection: Connection): Promise<void> {
  const statements = `create role ${APP_ROLE} nologin; grant ${APP_ROLE} to current_user`;
  const { rows } = await sql<{ usable: boolean }>`
    select pg_has_role(current_user, oid, 'member') as usable from pg_roles where rolname = ${APP_ROLE}`.execute(
    connection.sql,
  );
  if (rows[0]?.usable) return;
  try {
    await connection.run(rows[0] ? `grant ${APP_ROLE} to current_user` : statements);
  } catch (error) {
    const state = sqlState(error);
    // Another deployment in the same cluster made it in this moment: roles belong to the whole cluster.
    if (state === DUPLICATE_OBJECT || state === UNIQUE_VIOLATION)
      await connection.run(`grant ${APP_ROLE} to current_user`);
    else if (state === INSUFFICIENT_PRIVILEGE) throw mayNotCreateRole({ run: statements });
    else throw error;
  }
}
