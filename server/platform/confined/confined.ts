/**
 * A process of its own for bytes from outside. The danger: bytes that were made to break, or to fill, whatever opens
 * them. The principle: they are opened where there is no environment, no database and no file to write, within so much
 * memory, time and output as the kernel and a deadline hold. The boundary: it can reach the network, and what it wrote
 * is no more to be trusted than what came in.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Bounds {
  readonly timeMs: number;
  readonly cpuSeconds: number;
  /** Of all that the process may write to, native code's memory too. */
  readonly memoryKib: number;
  readonly heapMb: number;
  readonly writtenBytesMax: number;
  /** Whether it may load native code. */
  readonly native?: boolean;
}

export interface Ended {
  /** As it exited; null when it was ended: it took too long, too much, or wrote too much. */
  readonly code: number | null;
  readonly written: Buffer;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LENGTH_BYTES = 4;
/** It reads the program and its packages, and no other file; it starts no other process. */
const CONFINED = [
  '--permission',
  `--allow-fs-read=${realpathSync(ROOT)}`,
  `--allow-fs-read=${realpathSync(join(ROOT, 'node_modules'))}`,
];
/** The shell bounds memory (also of native code), processor time and written files, then becomes the worker. */
const boundedTo = ({ memoryKib, cpuSeconds }: Bounds): string =>
  `ulimit -d ${memoryKib}; ulimit -t ${cpuSeconds}; ulimit -f 0; exec "$0" "$@"`;

/** A value, and bytes behind it, as they go to such a process and come back from it. */
export function packed(value: unknown, bytes: readonly Uint8Array[] = []): Uint8Array[] {
  const said = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(said.length);
  return [length, said, ...bytes];
}

/** What `packed` put together. Throws a fault where it is something else; what the value says is still to be judged. */
export function unpacked(given: Buffer): { readonly value: unknown; readonly bytes: Buffer } {
  const end = LENGTH_BYTES + given.readUInt32BE();
  return { value: JSON.parse(given.toString('utf8', LENGTH_BYTES, end)), bytes: given.subarray(end) };
}

/**
 * Runs the file with `input` on its standard input. Secrets go there too, and never into `args`, which others on the
 * machine can read.
 */
export function runConfined(
  file: string,
  args: readonly string[],
  input: readonly Uint8Array[],
  bounds: Bounds,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const native = bounds.native ? ['--allow-addons'] : [];
    const flags = ['--no-warnings', `--max-old-space-size=${bounds.heapMb}`, ...CONFINED, ...native];
    const line = ['-c', boundedTo(bounds), process.execPath, ...flags, file, ...args];
    // Nothing of the server's environment: secrets may stand in it.
    const child = spawn('/bin/sh', line, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    const deadline = setTimeout(() => child.kill('SIGKILL'), bounds.timeMs);
    const chunks: Buffer[] = [];
    let written = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      written += chunk.length;
      chunks.push(chunk);
      if (written > bounds.writtenBytesMax) child.kill('SIGKILL');
    });
    // It may end before it has read all: its exit tells.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ code, written: Buffer.concat(chunks) });
    });
    for (const bytes of input) child.stdin.write(bytes);
    child.stdin.end();
  });
}
