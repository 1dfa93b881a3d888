/** Batches of test files side by side, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { fileMsMax } from '#platform/testing/series.ts';
import type { Batch } from './batches.ts';
import { type FailNote, readNotes, type SkipNote } from './reporter.ts';
import { root } from './source.ts';
import type { Suite } from './suites.ts';

/** One test, so that what hangs is named by its test before its file is given up. */
const testMsMax = 12 * MINUTE_MS;
const graceMs = 5 * SECOND_MS;

export interface Task {
  readonly file: string;
  readonly engine: Suite['engine'];
}

export interface Surroundings {
  /** Where the tests put what they make; it is removed after the run. */
  readonly folder: string;
  /** The private PostgreSQL cluster. */
  readonly url: string | undefined;
  /** The embedded store that tests copy. */
  readonly template: string | undefined;
  readonly stop: AbortSignal;
}

export interface Ran extends Task {
  readonly passed: boolean;
  readonly durationMs: number;
  /** Of all processors together, for the file and the processes that it started and outlived. */
  readonly cpuMs: number;
  readonly skipped: readonly SkipNote[];
  readonly failed: readonly FailNote[];
}

/** Runs all, so many at a time, and tells of each batch when it has ended; after `stop` nothing more begins. */
export async function runBatches(
  batches: readonly Batch[],
  lanes: number,
  around: Surroundings,
  ended: (ran: readonly Ran[]) => void,
): Promise<void> {
  const line = [...batches.entries()];
  const lane = async (): Promise<void> => {
    for (let next = line.shift(); next && !around.stop.aborted; next = line.shift()) {
      const [number, batch] = next;
      const ran = await runBatch(batch, join(around.folder, `${number}.jsonl`), around);
      if (!around.stop.aborted) ended(ran);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function runBatch(batch: Batch, notesFile: string, around: Surroundings): Promise<Ran[]> {
  const child = spawn(
    process.execPath,
    [
      // Optimizing the embedded engine's code takes longer than what most files ask of it.
      ...(batch.engine === 'embedded' ? ['--liftoff-only'] : []),
      '--disable-warning=ExperimentalWarning',
      '--import=./bin/packed.ts',
      '--import=./tests/loopback-only.ts',
      `--test-timeout=${testMsMax}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./tests/reporter.ts',
      `--test-reporter-destination=${notesFile}`,
      'tests/series.ts',
      ...batch.files,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment(batch.engine, around), detached: true },
  );
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk));
  const end = () => void endGroup(child);
  const overdue = setTimeout(end, fileMsMax * batch.files.length + graceMs);
  around.stop.addEventListener('abort', end, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  around.stop.removeEventListener('abort', end);
  clearTimeout(overdue);
  signalGroup(child, 'SIGKILL');
  const where = batch.engine === 'none' ? '' : ` (${batch.engine})`;
  console.log(`\n── ${batch.files.join(' ')}${where}\n${Buffer.concat(printed).toString().trimEnd()}`);
  return resultsOf(batch, code === 0, notesFile);
}

/** A file that did not end has no result. When the process failed for none of its files, each is under suspicion. */
function resultsOf({ engine, files }: Batch, wentWell: boolean, notesFile: string): Ran[] {
  const notes = readNotes(notesFile);
  const skipped = notes.filter((note) => note.says === 'skipped');
  const failed = notes.filter((note) => note.says === 'failed');
  const ended = notes.filter((note) => note.says === 'file');
  const isExplained = wentWell || ended.some(({ passed }) => !passed);
  return files.flatMap((file) =>
    ended
      .filter((note) => note.file === file)
      .map(({ passed, durationMs, cpuMs }) => ({
        ...{ file, engine, durationMs, cpuMs, passed: passed && isExplained },
        skipped: skipped.filter((note) => note.file === join(root, file)),
        failed: failed.filter((note) => note.file === join(root, file)),
      })),
  );
}

/** The caller's environment without what would configure a server, and with the place and engine of this run. */
function environment(engine: Suite['engine'], { folder, url, template }: Surroundings): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(
    ([key]) => key === 'WARDROOM_SHARED_DATA' || !/^(WARDROOM_|DATABASE_URL$)/.test(key),
  );
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(foreign), TMPDIR: folder };
  env.NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compile');
  if (engine !== 'none') env.WARDROOM_TEST_ENGINE = engine === 'postgres' ? 'postgres' : 'embedded';
  if (engine === 'embedded' || engine === 'browser') env.WARDROOM_TEST_TEMPLATE = template;
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
