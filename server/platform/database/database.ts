import pg from 'pg';
import { limits } from '../limits.ts';
import { type Connection, connectionOf, isConnectionLost, NoConnection } from './connection.ts';
import { type EmbeddedStats, type EmbeddedStore, openEmbeddedStore } from './embedded/embedded.ts';

export { APP_ROLE, type Connection, isConnectionLost, type Sql, sqlState } from './connection.ts';
export { locked } from './embedded/embedded.ts';
export { type MigrationReport, migrate } from './migrate.ts';

/** A connection beside the pool, for who stays on it. */
export type OwnClient = pg.Client & { readonly processID?: number };

export interface Database {
  readonly engine: 'embedded' | 'postgres';
  readonly pool: pg.Pool;
  /** A client of its own under this name, not connected yet; undefined where only one process has the store open. */
  readonly openClient: ((name: string) => OwnClient) | undefined;
  /** What the embedded store counts; undefined for PostgreSQL, which has its own means. */
  stats(): EmbeddedStats | undefined;
  /** Runs `use` with one connection of the pool, as the owner of the tables: row-level security does not apply. */
  withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly databaseUrl: string | undefined;
  readonly folder: string;
  /** Called when the store can no longer be used; the process must not go on. */
  readonly onFatal: (error: Error) => void;
  /** Called when a connection or the engine was lost and is opened again. */
  readonly onLost: (error: Error) => void;
}

/** Opens the embedded store below `folder`, or PostgreSQL when an address is given. One driver serves both. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  let store: EmbeddedStore | undefined;
  let settings: pg.PoolConfig;
  if (options.databaseUrl === undefined) {
    store = await openEmbeddedStore(options.folder, {
      statementLimitMs: limits.database.statementMs,
      onProblem: (reason) => options.onLost(new Error(reason)),
    });
    void store.failed.then(options.onFatal);
    settings = store.connection;
  } else {
    settings = {
      connectionString: options.databaseUrl,
      application_name: 'wardroom',
      statement_timeout: limits.database.statementMs,
      idle_in_transaction_session_timeout: limits.database.statementMs,
    };
  }
  const pool = new pg.Pool({
    ...settings,
    max: limits.database.poolMax,
    connectionTimeoutMillis: limits.database.connectMs,
    types: { getTypeParser },
    // Statements that do not wait for each other's answers share a round trip.
    pipeline: true,
  });
  const own = { ...settings, connectionTimeoutMillis: limits.database.connectMs, keepAlive: true };
  pool.on('error', options.onLost);
  // A client lent out reports its loss through the query under way; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    engine: store ? 'embedded' : 'postgres',
    pool,
    openClient: store ? undefined : (name) => new pg.Client({ ...own, application_name: name }),
    stats: () => store?.stats(),
    async withConnection(use) {
      const client = await pool.connect().catch((cause: unknown) => {
        throw new NoConnection(cause);
      });
      let broken: Error | undefined;
      try {
        return await use(connectionOf(client));
      } catch (error) {
        if (isConnectionLost(error)) broken = error as Error;
        throw error;
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await pool.end();
      await store?.close();
    },
  };
}

const INT8 = 20;

/** `int8` becomes a number: every one that is stored stays far below 2^53, which is asserted. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8 && format !== 'binary') return safeInteger;
  return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
}) as typeof pg.types.getTypeParser;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('A stored integer is too large to be read exactly.');
  return value;
}
