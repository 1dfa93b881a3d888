import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MINUTE_MS } from '#platform/clock.ts';
import { batchesOf } from './batches.ts';
import { readyForWindows } from './chromium.ts';
import { announce, announceMissing } from './closing.ts';
import { type Ran, runBatches, type Surroundings } from './lanes.ts';
import { privatePostgres } from './postgres.ts';
import { readSources } from './source.ts';
import { type Engine, type Suite, suitesOf } from './suites.ts';
import { embeddedTemplate } from './template.ts';

/** More than the twelve minutes that are the aim: what hangs ends here. */
const boundMs = 70 * MINUTE_MS;
/** One more than cores: a file waits for disks, processes and the other side of sockets half of its time. */
const lanes = availableParallelism() + 1;

const usage = 'npm test -- [part of a path …] [--engine embedded|postgres]';

/** `npm test`: every test once, or once per engine where it needs a database. Ends with 1 unless all passed. */
async function main(): Promise<boolean> {
  const { filters, engine } = readArguments();
  const sources = readSources();
  const suites = suitesOf(sources, filters, engine === undefined ? ['embedded', 'postgres'] : [engine]);
  if (suites.length === 0) throw new Error(`No test file has ${filters.join(' or ')} in its path.`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(`Stopped by ${signal}.`));
  const bound = setTimeout(
    () => stop.abort(`Stopped: all tests together may take ${boundMs / MINUTE_MS} minutes.`),
    boundMs,
  );
  const missing = new Map<Suite['engine'], string>();
  const runs = (engine: Suite['engine']): boolean => suites.some((suite) => suite.engine === engine);
  if (runs('browser')) noteMissing(missing, 'browser', readyForWindows());
  const template = runs('embedded') || runs('browser') ? await embeddedTemplate(sources) : undefined;
  const postgres = runs('postgres') ? await privatePostgres() : undefined;
  if (postgres !== undefined && 'missing' in postgres) missing.set('postgres', postgres.missing);
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-test-'));
  // As /tmp is: a server that a test starts may run as another user, who removes its own folder below.
  chmodSync(folder, 0o1777);
  try {
    const url = postgres !== undefined && 'url' in postgres ? postgres.url : undefined;
    announceMissing(missing, suites);
    const runnable = suites.filter((suite) => !missing.has(suite.engine));
    const passed = await runAll(runnable, { folder, url, template, stop: stop.signal });
    announceMissing(missing, suites);
    return passed && !(engine === 'postgres' && missing.has('postgres'));
  } finally {
    clearTimeout(bound);
    if (postgres !== undefined && 'stop' in postgres) await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function noteMissing(missing: Map<Suite['engine'], string>, engine: Suite['engine'], why: string | undefined): void {
  if (why !== undefined) missing.set(engine, why);
}

function readArguments(): { filters: string[]; engine: Engine | undefined } {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { engine: { type: 'string' } } });
  const { engine } = values;
  if (engine !== undefined && engine !== 'embedded' && engine !== 'postgres') throw new Error(`Usage: ${usage}`);
  return { filters: positionals, engine };
}

/** Whether every file passed; says which did not, which were not run, and what was skipped. */
async function runAll(suites: Suite[], around: Surroundings): Promise<boolean> {
  const tasks = suites.flatMap(({ engine, files }) => files.map((file) => ({ file, engine })));
  const ran: Ran[] = [];
  await runBatches(batchesOf(suites), lanes, around, (some) => ran.push(...some));
  announce(tasks, ran);
  if (around.stop.aborted) console.error(`\n${around.stop.reason}`);
  return ran.length === tasks.length && ran.every(({ passed }) => passed);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
