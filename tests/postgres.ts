import { spawnSync } from 'node:child_process';
import { type Postgres, startPostgres } from '#platform/testing/postgres.ts';

/**
 * A private PostgreSQL cluster for the tests, durable as a real one is. Where the programs are missing and this process
 * may install packages (root on Debian), it installs them; otherwise the answer says what is missing.
 */
export async function privatePostgres(): Promise<Postgres | { missing: string }> {
  const started = await startPostgres({ fsync: true });
  if ('url' in started) return started;
  const refusal = installPostgres();
  return refusal === undefined ? await startPostgres({ fsync: true }) : { missing: `${started.missing} ${refusal}` };
}

/** Installs Debian's package; the cluster that it may start on port 5432 is not used. Answers why it could not. */
function installPostgres(): string | undefined {
  if (process.getuid?.() !== 0) return 'Only root can install it: apt-get install postgresql.';
  console.log('PostgreSQL is missing: installing the Debian package "postgresql" for the tests (as root) …');
  const options = { stdio: ['ignore', 'ignore', 'inherit'] as const, timeout: 300_000 };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', 'postgresql']]) {
    const { status, error } = spawnSync('apt-get', step, { ...options, stdio: [...options.stdio], env });
    if (status !== 0) return `"apt-get ${step.join(' ')}" failed: ${error?.message ?? `exit code ${status}`}.`;
  }
  return undefined;
}
