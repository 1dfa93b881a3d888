/**
 * A private PostgreSQL for tests: a cluster in a temporary folder, reached through a unix socket there, run by an
 * unprivileged user, gone with the process that started it.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { SECOND_MS } from '#platform/clock.ts';

export interface Postgres {
  /** For `pg`, as a superuser; the query's `host` is the folder of the socket and goes before the name in front. */
  readonly url: string;
  /** Stops the cluster and removes it. */
  stop(): Promise<void>;
}

const versionMin = 15;
const user = 'wardroom';
const startLimitMs = 60 * SECOND_MS;
const run = promisify(execFile);

/**
 * Starts a cluster, or says what is missing. Without `fsync` commits are fast and a crash of the machine loses them; a
 * killed server loses nothing either way.
 */
export async function startPostgres({ fsync = false } = {}): Promise<Postgres | { missing: string }> {
  const programs = await findPrograms();
  if (programs === undefined) {
    return { missing: `PostgreSQL ${versionMin} or newer is not installed (Debian: apt-get install postgresql).` };
  }
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const as = unprivileged();
  if (as) chownSync(folder, as.uid, as.gid);
  const cluster = join(folder, 'data');
  const initial = ['-D', cluster, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await run(join(programs, 'initdb'), initial, { ...as, cwd: folder });

  const settings = ['-k', folder, '-c', 'listen_addresses=', '-c', `fsync=${fsync ? 'on' : 'off'}`];
  const server = [join(programs, 'postgres'), '-D', cluster, ...settings];
  const log = join(folder, 'log');
  // Its own group, so that Ctrl-C reaches it as the end of its standard input, like every other end of this process.
  const child = spawn('/bin/sh', ['-c', supervisor, folder, ...server], {
    ...as,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', openSync(log, 'a')],
  });
  const postgres = { url: urlOf(folder, 'postgres'), stop: () => stop(child, folder) };
  try {
    await answering(postgres.url);
  } catch (error) {
    const said = readFileSync(log, 'utf8');
    await postgres.stop();
    throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
  }
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return postgres;
}

/** Runs the server until standard input ends, which the death of the parent brings about as well, and cleans up. */
const supervisor = `
  "$@" & server=$!
  cat >/dev/null
  kill -INT $server
  wait $server
  rm -rf "$0"`;

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.ref();
    const exited = once(child, 'exit');
    child.stdin?.end();
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
}

const urlOf = (folder: string, database: string): string =>
  `postgres://${user}@localhost/${database}?host=${encodeURIComponent(folder)}`;

async function answering(url: string): Promise<void> {
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const client = new pg.Client(url);
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian made for it, else as nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(found?.[2] ?? 65534), gid: Number(found?.[3] ?? 65534) };
}

/** The folder with the newest server that is new enough. */
async function findPrograms(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const candidates = [...packaged, ...(process.env.PATH ?? '').split(delimiter)];
  const found = candidates.filter(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  const versions = await Promise.all(found.map(async (folder) => ({ folder, version: await versionOf(folder) })));
  const newest = versions.toSorted((a, b) => b.version - a.version)[0];
  return newest && newest.version >= versionMin ? newest.folder : undefined;
}

async function versionOf(folder: string): Promise<number> {
  const { stdout } = await run(join(folder, 'postgres'), ['--version']);
  return Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
}
