import { type Postgres, startPostgres } from '#platform/testing/postgres.ts';
import { installPackage } from './debian.ts';

/**
 * A private PostgreSQL cluster for the tests, durable as a real one is. Where the programs are missing and this process
 * may install packages (root on Debian), it installs them; otherwise the answer says what is missing.
 */
export async function privatePostgres(): Promise<Postgres | { missing: string }> {
  const started = await startPostgres({ fsync: true });
  if ('url' in started) return started;
  // The cluster that the package may start on port 5432 is not used.
  const refusal = installPackage('postgresql');
  return refusal === undefined ? await startPostgres({ fsync: true }) : { missing: `${started.missing} ${refusal}` };
}
