/** Test files side by side: each in a runner of its own, so that no file waits for the last one of its engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { type Note, readNotes } from './reporter.ts';
import { root } from './source.ts';
import type { Suite } from './suites.ts';

const fileMsMax = 5 * MINUTE_MS;
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
  readonly stop: AbortSignal;
}

export interface Ran extends Task {
  readonly passed: boolean;
  readonly durationMs: number;
  readonly notes: readonly Note[];
}

/** What starts processes of its own takes longest: begun first, it leaves no lane idle at the end. */
const slow = [/^tests\/(simulation|journeys)\//, /\/embedded\/durability\./, /^tests\/command-line/, /^tests\//];
const rank = ({ file, engine }: Task): number => {
  const at = slow.findIndex((pattern) => pattern.test(file));
  return (at < 0 ? slow.length : at) + (engine === 'embedded' ? 0 : 0.5);
};

/** Every file of every suite, in the order in which they should begin. */
export const tasksOf = (suites: readonly Suite[]): Task[] =>
  suites.flatMap(({ engine, files }) => files.map((file) => ({ file, engine }))).sort((a, b) => rank(a) - rank(b));

/** Runs all, so many at a time, and tells of each when it has ended; after `stop` nothing more begins. */
export async function runTasks(
  tasks: readonly Task[],
  lanes: number,
  around: Surroundings,
  ended: (ran: Ran) => void,
): Promise<void> {
  const line = [...tasks.entries()];
  const lane = async (): Promise<void> => {
    for (let next = line.shift(); next && !around.stop.aborted; next = line.shift()) {
      const [number, task] = next;
      const ran = await runTask(task, join(around.folder, `${number}.jsonl`), around);
      if (!around.stop.aborted) ended(ran);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function runTask(task: Task, notesFile: string, { folder, url, stop }: Surroundings): Promise<Ran> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import=./tests/loopback-only.ts',
      '--test',
      '--test-isolation=none',
      `--test-timeout=${fileMsMax}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./tests/reporter.ts',
      `--test-reporter-destination=${notesFile}`,
      task.file,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment(task.engine, folder, url), detached: true },
  );
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk));
  const end = () => void endGroup(child);
  const overdue = setTimeout(end, fileMsMax + graceMs);
  stop.addEventListener('abort', end, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  stop.removeEventListener('abort', end);
  clearTimeout(overdue);
  signalGroup(child, 'SIGKILL');
  const where = task.engine === 'none' ? '' : ` (${task.engine})`;
  console.log(`\n── ${task.file}${where}\n${Buffer.concat(printed).toString().trimEnd()}`);
  return { ...task, passed: code === 0, durationMs: performance.now() - started, notes: readNotes(notesFile) };
}

/** The caller's environment without what would configure a server, and with the place and engine of this run. */
function environment(engine: Suite['engine'], folder: string, url: string | undefined): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(([key]) => !/^(WARDROOM_|DATABASE_URL$)/.test(key));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(foreign), TMPDIR: folder };
  env.NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compile');
  if (engine !== 'none') env.WARDROOM_TEST_ENGINE = engine === 'postgres' ? 'postgres' : 'embedded';
  if (engine === 'embedded' || engine === 'browser') env.WARDROOM_TEST_TEMPLATE = join(folder, 'template');
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
