import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { announceMissing, announceNotes, announceUnfinished, readNotes } from './closing.ts';
import { privatePostgres } from './postgres.ts';
import type { Note } from './reporter.ts';
import { readSources, root } from './source.ts';
import { type Engine, type Suite, suitesOf } from './suites.ts';

const boundMs = 11 * MINUTE_MS;
const testMsMax = 5 * MINUTE_MS;
const graceMs = 5 * SECOND_MS;
const filesAtOnce = 2;

const usage = 'npm test -- [part of a path …] [--engine embedded|postgres]';

/** `npm test`: every test once, or once per engine where it needs a database. Ends with 1 unless all passed. */
async function main(): Promise<boolean> {
  const { filters, engine } = readArguments();
  const suites = suitesOf(readSources(), filters, engine === undefined ? ['embedded', 'postgres'] : [engine]);
  if (suites.length === 0) throw new Error(`No test file has ${filters.join(' or ')} in its path.`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(`Stopped by ${signal}.`));
  const bound = setTimeout(
    () => stop.abort(`Stopped: all tests together may take ${boundMs / MINUTE_MS} minutes.`),
    boundMs,
  );
  const postgres = suites.some((suite) => suite.engine === 'postgres') ? await privatePostgres() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-test-'));
  // As /tmp is: a server that a test starts may run as another user, who removes its own folder below.
  chmodSync(folder, 0o1777);
  try {
    const missing = postgres !== undefined && 'missing' in postgres ? postgres.missing : undefined;
    const url = postgres !== undefined && 'url' in postgres ? postgres.url : undefined;
    if (missing !== undefined) announceMissing(missing, suites);
    const runnable = suites.filter((suite) => suite.engine !== 'postgres' || url !== undefined);
    const passed = await runSuites(runnable, folder, url, stop.signal);
    if (missing !== undefined) announceMissing(missing, suites);
    return passed && !(missing !== undefined && engine === 'postgres');
  } finally {
    clearTimeout(bound);
    if (postgres !== undefined && 'stop' in postgres) await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readArguments(): { filters: string[]; engine: Engine | undefined } {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { engine: { type: 'string' } } });
  const { engine } = values;
  if (engine !== undefined && engine !== 'embedded' && engine !== 'postgres') throw new Error(`Usage: ${usage}`);
  return { filters: positionals, engine };
}

async function runSuites(suites: Suite[], folder: string, url: string | undefined, stop: AbortSignal) {
  const failed: string[] = [];
  const notes: (Note & { engine: string })[] = [];
  for (const suite of suites) {
    if (stop.aborted) break;
    const name = suite.engine === 'none' ? 'without a database' : `on ${suite.engine}`;
    console.log(`\n── ${suite.files.length} test files ${name}`);
    const notesFile = join(folder, `${suite.engine}.jsonl`);
    if (!(await runSuite(suite, { folder, url, notesFile, stop }))) failed.push(name);
    const found = readNotes(notesFile);
    notes.push(...found.map((note) => ({ ...note, engine: suite.engine })));
    if (stop.aborted) announceUnfinished(suite, found);
  }
  announceNotes(notes);
  if (stop.aborted) console.error(`\n${stop.reason}`);
  if (failed.length > 0) console.error(`\nFailed: the tests ${failed.join(', ')}.`);
  return failed.length === 0 && !stop.aborted;
}

interface Surroundings {
  folder: string;
  url: string | undefined;
  notesFile: string;
  stop: AbortSignal;
}

async function runSuite({ engine, files }: Suite, { folder, url, notesFile, stop }: Surroundings): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import=./tests/loopback-only.ts',
      '--test',
      `--test-concurrency=${filesAtOnce}`,
      `--test-timeout=${testMsMax}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./tests/reporter.ts',
      `--test-reporter-destination=${notesFile}`,
      ...files,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment(engine, folder, url), detached: true },
  );
  const end = () => void endGroup(child);
  stop.addEventListener('abort', end, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  stop.removeEventListener('abort', end);
  signalGroup(child, 'SIGKILL');
  return code === 0;
}

/** The caller's environment without what would configure a server, and with the place and engine of this run. */
function environment(engine: Suite['engine'], folder: string, url: string | undefined): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(([key]) => !/^(WARDROOM_|DATABASE_URL$)/.test(key));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(foreign), TMPDIR: folder };
  if (engine !== 'none') env.WARDROOM_TEST_ENGINE = engine;
  if (engine === 'embedded') env.WARDROOM_TEST_TEMPLATE = join(folder, 'template');
  if (engine === 'postgres') env.WARDROOM_TEST_POSTGRES = url;
  return env;
}

/** Ends the runner and all that its tests started: the runner leads a process group of its own. */
async function endGroup(child: ChildProcess) {
  signalGroup(child, 'SIGTERM');
  await wait(graceMs, undefined, { ref: false });
  signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
