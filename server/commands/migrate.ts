import Type from 'typebox';
import { type MigrationReport, migrate as migrateDatabase, openDatabase } from '#platform/database/database.ts';
import { MIGRATIONS, storeFolderOf } from '#platform/layout.ts';
import { localCommand, storeCommand } from './command.ts';
import { callOrOpen } from './execution.ts';

/** What the running server has applied; it migrated when it started. */
export const migrationStatus = storeCommand<ReturnType<typeof Type.Object>, MigrationReport>({
  name: 'migrate status',
  says: 'What is pending.',
  declare: (command) => command,
  args: Type.Object({}),
  read: async () => ({}),
  run: (app) => migrateDatabase(app.database, MIGRATIONS, { dryRun: true }),
  print: (report) => JSON.stringify(report),
});

/** A server that runs has migrated already; without one the store is opened here, under its lock. */
export const migrate = localCommand<MigrationReport>({
  name: 'migrate',
  says: 'Brings the schema up to date; the server does the same when it starts.',
  declare: (command) => command.option('--dry-run', 'only show what is pending'),
  async runHere({ options }, { config: read, progress }) {
    const config = read();
    const request = { command: migrationStatus.name, args: {} };
    const report = await callOrOpen(config, request, { progress }, async () => {
      const { promise: lost, reject } = Promise.withResolvers<never>();
      const database = await openDatabase({
        databaseUrl: config.databaseUrl,
        folder: storeFolderOf(config),
        onFatal: reject,
        onLost: (error) => progress(error.message),
      });
      const dryRun = options.dryRun === true;
      return {
        run: () => Promise.race([lost, migrateDatabase(database, MIGRATIONS, { dryRun })]),
        close: () => database.close(),
      };
    });
    return report as MigrationReport;
  },
  print: ({ applied, pending }) =>
    [...applied.map((name) => `applied ${name}`), ...pending.map((name) => `pending ${name}`)].join('\n') ||
    'The schema is up to date.',
});
