import { relative } from 'node:path';
import { SECOND_MS } from '#platform/clock.ts';
import type { Ran, Task } from './lanes.ts';
import { root } from './source.ts';
import type { Suite } from './suites.ts';

const slowestShown = 20;
/** Of how a failure is told; the whole stands with its file, further up. */
const reasonLinesMax = 12;

/** Why the files of a suite cannot run here. */
export type Missing = ReadonlyMap<Suite['engine'], string>;

export function announceMissing(missing: Missing, suites: readonly Suite[]) {
  for (const { engine, files } of suites) {
    const why = missing.get(engine);
    if (why === undefined) continue;
    console.warn(`\n!!! SKIPPED: ${files.length} test files (${engine}). ${why}\n    ${files.join('\n    ')}`);
  }
}

/** The closing lines of a run: how long files took, what was skipped, what failed and what was not run. */
export function announce(tasks: readonly Task[], ran: readonly Ran[]) {
  const seconds = (ms: number): string => `${(ms / SECOND_MS).toFixed(1).padStart(6)} s`;
  console.log(`\nSlowest files, of ${seconds(ran.reduce((sum, { cpuMs }) => sum + cpuMs, 0)).trim()} of processors:`);
  for (const one of ran.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, slowestShown)) {
    console.log(`${seconds(one.cpuMs)}, ${seconds(one.durationMs)} on the clock  ${nameOf(one)}`);
  }
  const skipped = ran.flatMap((one) => one.skipped);
  if (skipped.length > 0) console.warn(`\n!!! SKIPPED: ${skipped.length} tests`);
  for (const { file, name, reason } of skipped) console.warn(`    ${relative(root, file)}: ${name} – ${reason}`);
  for (const { file, name, reason } of ran.flatMap((one) => one.failed)) {
    console.error(`\n✖ ${relative(root, file)}: ${name}\n    ${firstLines(reason)}`);
  }
  const begun = new Set(ran.map(nameOf));
  const list = (title: string, some: readonly Task[]) => {
    if (some.length > 0) console.error(`\n${title}\n  ${some.map(nameOf).join('\n  ')}`);
  };
  list(
    'Not finished:',
    tasks.filter((task) => !begun.has(nameOf(task))),
  );
  list(
    'Failed:',
    ran.filter(({ passed }) => !passed),
  );
  console.log(`\n${ran.filter(({ passed }) => passed).length} of ${tasks.length} test files passed.`);
}

const firstLines = (text: string): string => text.split('\n').slice(0, reasonLinesMax).join('\n    ');

const nameOf = ({ file, engine }: Task): string => (engine === 'none' ? file : `${file} (${engine})`);
