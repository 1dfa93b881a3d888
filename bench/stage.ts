/** A server under measurement, on one engine, with data of its own that survives its restarts. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startPostgres } from '#platform/testing/postgres.ts';
import type { People } from './fill.ts';
import type { Questions, Usage } from './server.ts';

export type Engine = 'embedded' | 'postgres';

export interface Stage {
  readonly engine: Engine;
  readonly engineVersion: string;
  port(): number;
  ask<Name extends keyof Questions>(name: Name, ask: Questions[Name]['ask']): Promise<Questions[Name]['answer']>;
  /** The members of the one team, made when first asked for. */
  people(): Promise<People>;
  /** The public id of a channel with so many messages, filled when first asked for. */
  channel(name: string, count: number): Promise<string>;
  cost(): Promise<Cost>;
  /** Stops the server and starts it on the same data; returns how long the start took until it listens. */
  restart(): Promise<number>;
  close(): Promise<void>;
}

/** CPU time so far, of the server's process with its threads, and of PostgreSQL's processes. */
export interface Cost {
  readonly serverMs: number;
  readonly postgresMs: number;
}

const peopleCount = 64;

export async function openStage(engine: Engine): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-bench-'));
  const postgres = engine === 'postgres' ? await openPostgres() : undefined;
  const environment = {
    PATH: process.env.PATH,
    WARDROOM_DATA: folder,
    WARDROOM_PORT: '0',
    WARDROOM_METRICS_PORT: '0',
    WARDROOM_LOG: 'error',
    ...(postgres ? { DATABASE_URL: postgres.url } : {}),
  };
  let server = await startServer(environment);
  let people: Promise<People> | undefined;
  const channels = new Map<string, Promise<string>>();

  const stage: Stage = {
    engine,
    engineVersion: postgres?.version ?? 'PGlite 0.5.16',
    port: () => server.port,
    ask: (name, ask) => server.ask(name, ask),
    people: () => (people ??= server.ask('people', { count: peopleCount })),
    channel(name, count) {
      const filled =
        channels.get(name) ??
        stage
          .people()
          .then((those) => server.ask('fill', { people: those, name, count }))
          .then(({ channel }) => channel);
      channels.set(name, filled);
      return filled;
    },
    async cost() {
      const { cpuMs }: Usage = await server.ask('usage', {});
      return { serverMs: cpuMs, postgresMs: postgres ? cpuMsOf(postgres.pid) : 0 };
    },
    async restart() {
      await server.ask('stop', {});
      await server.exited;
      server = await startServer(environment);
      return server.startMs;
    },
    async close() {
      await server.ask('stop', {});
      await server.exited;
      await postgres?.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return stage;
}

interface Server {
  readonly port: number;
  readonly startMs: number;
  readonly exited: Promise<unknown>;
  readonly ask: Stage['ask'];
}

async function startServer(env: NodeJS.ProcessEnv): Promise<Server> {
  const start = performance.now();
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), {
    env,
    execArgv: ['--disable-warning=ExperimentalWarning', ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [])],
  });
  const exited = once(child, 'exit');
  const { listening } = await nextMessage<{ listening: number }>(child, 'listening');
  const startMs = performance.now() - start;
  child.on('message', ({ done, of }: { done?: number; of?: number }) => {
    if (done !== undefined && done % 10_000 === 0)
      process.stderr.write(`\r  filling: ${done} of ${of} ${done === of ? '\n' : ''}`);
  });
  // One question at a time, so that the next answer belongs to it.
  let last: Promise<unknown> = Promise.resolve();
  return {
    port: listening,
    startMs,
    exited,
    ask(name, ask) {
      const answered = last.then(async () => {
        child.send({ name, ask });
        return (await nextMessage<{ answer: never }>(child, 'answer')).answer;
      });
      last = answered;
      return answered;
    },
  };
}

function nextMessage<Message>(child: ChildProcess, key: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`The server ended with code ${code}.`));
    const hear = (message: object): void => {
      if (!(key in message)) return;
      child.off('message', hear).off('exit', ended);
      resolve(message as Message);
    };
    child.on('message', hear).once('exit', ended);
  });
}

async function openPostgres(): Promise<{ url: string; pid: number; version: string; stop: () => Promise<void> }> {
  const started = await startPostgres({ fsync: true });
  if ('missing' in started) throw new Error(started.missing);
  const { url, stop } = started;
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ folder: string; version: string }>(
    "select current_setting('data_directory') as folder, current_setting('server_version') as version",
  );
  await client.end();
  const { folder = '', version = '' } = rows[0] ?? {};
  return {
    url,
    stop,
    version: `PostgreSQL ${version}`,
    pid: Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]),
  };
}

/** Clock ticks of Linux are hundredths of a second. The postmaster counts those of its children that have ended. */
function cpuMsOf(postmaster: number): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const fields = statOf(pid);
    if (pid === postmaster) ticks += sum(fields.slice(11, 15));
    else if (fields[1] === postmaster) ticks += sum(fields.slice(11, 13));
  }
  return ticks * 10;
}

/** The numbers of `/proc/<pid>/stat` from the state on (proc(5), field 3): parent at 1, user and system time at 11. */
function statOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
