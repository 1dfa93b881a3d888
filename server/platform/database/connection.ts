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

/**
 * The tables by name. Empty here, because the platform knows no table by name: the generated
 * `server/migrations/tables.ts` adds them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

export type Sql = Kysely<Tables>;

/** The role under which every unit of work runs; it owns nothing, so row-level security binds it. */
export const APP_ROLE = 'wardroom_app';

export interface Connection {
  readonly sql: Sql;
  /** Several statements without parameters in one round trip. */
  run(statements: string): Promise<void>;
}

const connections = new WeakMap<pg.PoolClient, Connection>();

/** The one `Connection` over a client, made at its first use. */
export function connectionOf(client: pg.PoolClient): Connection {
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

/** Kysely's view of one `pg` client. Statements with parameters are prepared once per connection, by a stable name. */
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

/** The database gave no connection, for whatever reason: nothing was done. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super('The database gave no connection.', { cause });
    this.name = 'NoConnection';
  }
}

/** True when the statement's fate is unknown or it never ran because the connection went away. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof NoConnection) return true;
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
