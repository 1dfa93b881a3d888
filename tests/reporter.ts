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
}

/** A test that was skipped, and why. */
export interface SkipNote {
  readonly says: 'skipped';
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

type Note = FileNote | SkipNote;

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
  let begunMs = 0;
  for await (const event of events) {
    const nowMs = performance.now();
    const note = noteOf(event, nowMs - begunMs);
    if (note === undefined) continue;
    if (note.says === 'file') begunMs = nowMs;
    yield `${JSON.stringify(note)}\n`;
  }
}

function noteOf({ type, data }: TestEvent, durationMs: number): Note | undefined {
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  const { name, file = '' } = data;
  if (data.nesting === 0) return { says: 'file', file: name, passed: type === 'test:pass', durationMs };
  if (data.skip === undefined || data.skip === false) return undefined;
  const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given';
  return { says: 'skipped', file, name, reason };
}
