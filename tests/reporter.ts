/** What the test command wants to know of a process that ran test files, beside what people read. */
import { readFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** A file that ran to its end; `series.ts` makes it a suite. */
interface FileNote {
  readonly says: 'file';
  readonly file: string;
  readonly passed: boolean;
  /** From the end of the last file, or the start of the process: loading and opening the database included. */
  readonly durationMs: number;
  /** What processors did meanwhile, for this process and those that it started and that ended. */
  readonly cpuMs: number;
}

/** A test that was skipped, and why. */
export interface SkipNote {
  readonly says: 'skipped';
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

/** A test that failed by itself, and how that is told. */
export interface FailNote {
  readonly says: 'failed';
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

type Note = FileNote | SkipNote | FailNote;

/** What the reporter wrote, one JSON document per line; nothing where the process ended before it could. */
export function readNotes(path: string): Note[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Note);
  } catch {
    return [];
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter from the default export.
export default async function* notes(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let begun = { nowMs: 0, cpuMs: 0 };
  for await (const event of events) {
    const now = { nowMs: performance.now(), cpuMs: cpuMs() };
    const note = noteOf(event, { durationMs: now.nowMs - begun.nowMs, cpuMs: now.cpuMs - begun.cpuMs });
    if (note === undefined) continue;
    if (note.says === 'file') begun = now;
    yield `${JSON.stringify(note)}\n`;
  }
}

const tickMs = 10;

/** This process with its ended children, where the system tells; else this process alone. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  try {
    // proc_pid_stat(5): the fields after the name begin with the third; the 14th to 17th count clock ticks.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * tickMs, 0);
  } catch {
    return (user + system) / 1000;
  }
}

function noteOf({ type, data }: TestEvent, taken: Pick<FileNote, 'durationMs' | 'cpuMs'>): Note | undefined {
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  const { name, file = '' } = data;
  if (data.nesting === 0) return { says: 'file', file: name, passed: type === 'test:pass', ...taken };
  if (type === 'test:fail') return failNoteOf(name, file, data.details.error);
  if (data.skip === undefined || data.skip === false) return undefined;
  const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given';
  return { says: 'skipped', file, name, reason };
}

/** Nothing of a suite that failed by its tests, which have told. The runner wraps what was thrown. */
function failNoteOf(name: string, file: string, error: Error & { failureType?: unknown }): FailNote | undefined {
  if (error.failureType === 'subtestsFailed') return undefined;
  const { cause } = error;
  const reason = cause instanceof Error ? cause.message : error.message;
  return { says: 'failed', file, name, reason };
}
