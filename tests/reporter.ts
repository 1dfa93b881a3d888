import type { TestEvent } from 'node:test/reporters';

/** What the test command wants to know of a run beyond its closing lines; one JSON document per line. */
export type Note =
  | { kind: 'file'; file: string; durationMs: number }
  | { kind: 'skipped'; file: string; name: string; reason: string };

// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter from the default export.
export default async function* notes(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const note = noteOf(event);
    if (note !== undefined) yield `${JSON.stringify(note)}\n`;
  }
}

function noteOf({ type, data }: TestEvent): Note | undefined {
  if (type === 'test:summary' && data.file !== undefined) {
    return { kind: 'file', file: data.file, durationMs: data.duration_ms };
  }
  if (type !== 'test:pass' || data.skip === undefined || data.skip === false) return undefined;
  const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given';
  return { kind: 'skipped', file: data.file ?? '', name: data.name, reason };
}
