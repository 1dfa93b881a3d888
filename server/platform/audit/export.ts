import { NotProven } from './signed-note.ts';

export const exportFormat = 'wardroom-audit/1';

/** An entry as it leaves the log: erased ones have neither salt nor content. */
export interface ExportedEntry {
  readonly commitment: Buffer;
  readonly salt: Buffer | null;
  /** Canonical JSON. */
  readonly content: string | null;
}

/**
 * The lines of an exported log, without their newlines, each one canonical JSON: a header, the entries in their
 * order from the first, and the checkpoint that covers exactly these entries.
 */
export async function* exportLines(
  header: { origin: string; vkey: string },
  entries: AsyncIterable<ExportedEntry> | Iterable<ExportedEntry>,
  checkpoint: string,
): AsyncGenerator<string> {
  yield `{"format":"${exportFormat}","origin":${JSON.stringify(header.origin)},"vkey":${JSON.stringify(header.vkey)}}`;
  let index = 0;
  for await (const { commitment, salt, content } of entries) {
    const kept = salt === null ? 'null' : `"${salt.toString('base64')}"`;
    yield `{"commitment":"${commitment.toString('base64')}","content":${content},"index":${index},"salt":${kept}}`;
    index += 1;
  }
  yield `{"checkpoint":${JSON.stringify(checkpoint)}}`;
}

const lineBytesMax = 1024 * 1024;
const newline = 0x0a;

/**
 * The lines of a file, without their newlines. Strict, because a lenient reader would make one file of two: only a
 * newline ends a line, the last line has one too, bytes are UTF-8 without exception and a line is at most 1 MiB.
 * Throws `NotProven` otherwise.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield lineFrom([...begun, chunk.subarray(start, end)]);
      [begun, begunBytes, start] = [[], 0, end + 1];
    }
    begun.push(chunk.subarray(start));
    begunBytes += chunk.length - start;
    if (begunBytes > lineBytesMax) throw new NotProven('The line is longer than 1 MiB.');
  }
  if (begunBytes > 0) throw new NotProven('The line is cut off: the file does not end with a newline.');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function lineFrom(parts: Buffer[]): string {
  const bytes = Buffer.concat(parts);
  if (bytes.length > lineBytesMax) throw new NotProven('The line is longer than 1 MiB.');
  try {
    return utf8.decode(bytes);
  } catch {
    throw new NotProven('The line is not UTF-8.');
  }
}
