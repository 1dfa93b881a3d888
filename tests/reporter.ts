import { readFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** A test that was skipped, and why: what the test command wants to know of a run beyond its closing lines. */
export interface Note {
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

/** What the reporter wrote, one JSON document per line; nothing where the run ended before it could. */
export function readNotes(file: string): Note[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Note);
  } catch {
    return [];
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter from the default export.
export default async function* notes(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const note = noteOf(event);
    if (note !== undefined) yield `${JSON.stringify(note)}\n`;
  }
}

function noteOf({ type, data }: TestEvent): Note | undefined {
  if (type !== 'test:pass' || data.skip === undefined || data.skip === false) return undefined;
  const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given';
  return { file: data.file ?? '', name: data.name, reason };
}
