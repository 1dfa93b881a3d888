import { createHash } from 'node:crypto';
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { limits } from '../limits.ts';
import { type EmbeddedStats, type EmbeddedStore, openEmbeddedStore } from './embedded/embedded.ts';

/**
 * The tables by name. Empty here, because the platform knows no table by name: the generated
 * `server/migrations/tables.ts` adds them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

export type Sql = Kysely<Tables>;

/** The role under which every unit of work runs; it owns nothing, so row-level security binds it. */
export const APP_ROLE = 'wardroom_app';

export interface Database {
  readonly engine: 'embedded' | 'postgres';
  readonly pool: pg.Pool;
  /** What the embedded store counts; undefined for PostgreSQL, which has its own means. */
  stats(): EmbeddedStats | undefined;
  /** Runs `use` with one connection of the pool, as the owner of the tables: row-level security does not apply. */
  withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Connection {
  readonly sql: Sql;
  /** Several statements without parameters in one round trip. */
  run(statements: string): Promise<void>;
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
  });
  pool.on('error', options.onLost);
  // A client lent out reports its loss through the query under way; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    engine: store ? 'embedded' : 'postgres',
    pool,
    stats: () => store?.stats(),
    async withConnection(use) {
      const client = await pool.connect();
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

const connections = new WeakMap<pg.PoolClient, Connection>();

function connectionOf(client: pg.PoolClient): Connection {
  let connection = connections.get(client);
  if (!connection) {
    const sql = new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createDriver: () => ({
          init: async () => {},
          acquireConnection: async () => new NamedStatements(client),
          beginTransaction: async () => void (await client.query('begin')),
          commitTransaction: async () => void (await client.query('commit')),
          rollbackTransaction: async () => void (await client.query('rollback')),
          releaseConnection: async () => {},
          destroy: async () => {},
        }),
      },
    });
    connection = { sql, run: async (statements) => void (await client.query(statements)) };
    connections.set(client, connection);
  }
  return connection;
}

/** Kysely's view of one `pg` client. Statements with parameters are prepared once per connection under a stable name. */
class NamedStatements implements DatabaseConnection {
  readonly client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.client.query(
      query.parameters.length === 0
        ? { text: query.sql }
        : { name: statementName(query.sql), text: query.sql, values: [...query.parameters] },
    );
    return { rows: result.rows as Row[], numAffectedRows: BigInt(result.rowCount ?? 0) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for it; pages are read by key instead
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Results are not streamed; read them by pages.');
  }
}

const statementNames = new Map<string, string>();

function statementName(text: string): string {
  let name = statementNames.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    statementNames.set(text, name);
  }
  return name;
}

const INT8 = 20;

/** `int8` becomes a number: every one that is stored stays far below 2^53, which is asserted. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8 && format !== 'binary') return safeInteger;
  const parse: (text: string) => unknown = pg.types.getTypeParser(oid, format as 'text');
  return parse;
}) as typeof pg.types.getTypeParser;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('A stored integer is too large to be read exactly.');
  return value;
}

const LOST = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  '08001',
]);

/** True when the statement's fate is unknown or it never ran because the connection went away. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code;
  return (
    (code !== undefined && LOST.has(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
      error.message,
    )
  );
}

/** PostgreSQL's SQLSTATE, if the error came from the database. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;
