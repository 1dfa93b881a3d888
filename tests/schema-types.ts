import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { type Database, migrate, openDatabase } from '#platform/database/database.ts';

const MIGRATIONS = fileURLToPath(new URL('../server/migrations', import.meta.url));
const TYPES_FILE = join(MIGRATIONS, 'tables.ts');

/** What the driver returns, and what may be written where that differs. A type that is not here stops the generator. */
const TYPES: Readonly<Record<string, string>> = {
  bigint: 'number',
  'bigint[]': 'ColumnType<string[], (string | bigint)[]>',
  boolean: 'boolean',
  bytea: 'Buffer',
  'double precision': 'number',
  inet: 'string',
  integer: 'number',
  jsonb: 'unknown',
  smallint: 'number',
  text: 'string',
  'text[]': 'string[]',
  'timestamp with time zone': 'Date',
  uuid: 'string',
  'uuid[]': 'string[]',
};

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly generated: boolean;
}

/** The text of `server/migrations/tables.ts` for the schema of this migrated database. */
export async function typesOfTables(database: Database): Promise<string> {
  const columns = await database.withConnection(async ({ sql: db }) => {
    const { rows } = await sql<Column>`
      select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
             a.attnotnull as required, a.atthasdef or a.attidentity <> '' as generated
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not starts_with(c.relname, 'kysely_') and a.attnum > 0 and not a.attisdropped
      order by c.relname collate "C", a.attnum`.execute(db);
    return rows;
  });
  const tables = Map.groupBy(columns, (column) => column.table);
  const members = [...tables].flatMap(([table, of]) => [
    `    ${table}: {`,
    ...of.map((column) => `      ${column.name}: ${typeOf(column)};`),
    '    };',
  ]);
  const typeNames = ['ColumnType', 'Generated'].filter((name) => members.some((line) => line.includes(`${name}<`)));
  return [
    "// Written by 'npm run schema' from the migrations; not to be edited.",
    `import type { ${typeNames.join(', ')} } from 'kysely';`,
    '',
    "declare module '#platform/database/connection.ts' {",
    '  interface Tables {',
    ...members,
    '  }',
    '}',
    '',
  ].join('\n');
}

function typeOf({ table, name, type, required, generated }: Column): string {
  const plain = TYPES[type];
  if (!plain)
    throw new Error(`${table}.${name} has the type ${type}, for which tests/schema-types.ts knows no TypeScript type.`);
  const nullable = required || plain === 'unknown' ? plain : `${plain} | null`;
  return generated ? `Generated<${nullable}>` : nullable;
}

async function writeTypes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-schema-'));
  const report = (error: Error): void => console.error(error.message);
  const database = await openDatabase({ databaseUrl: undefined, folder, onFatal: report, onLost: report });
  try {
    await migrate(database, MIGRATIONS);
    writeFileSync(TYPES_FILE, await typesOfTables(database));
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) await writeTypes();
