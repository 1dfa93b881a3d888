/**
 * Images from outside, made anew. The danger: a decoder meets bytes that were made to break it. The principle: decoding
 * happens in a process of its own, without secrets and without the database, with a bound on pixels, memory and time;
 * what comes back is an image that we wrote. The boundary: whoever calls bounds the bytes.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { limits } from '../limits.ts';
import { problem } from '../problem.ts';
import { createTurnstile } from '../turnstile.ts';

export const notAnImage = problem(
  'images/not-an-image',
  422,
  'This is no PNG, JPEG, GIF or WebP image, or it is too large to be opened.',
);
export const imagesWaiting = problem(
  'images/too-many-waiting',
  503,
  'Too many images are being opened at this moment. Try again shortly.',
);

/** The type of every image that is made here. */
export const IMAGE_TYPE = 'image/webp';

export interface Images {
  /** The image as WebP, moving if it was, at most `side` pixels wide and high. Refuses what cannot be opened. */
  remake(bytes: Buffer, side: number): Promise<Buffer>;
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

export function createImages({ timeMs = limits.images.timeMs }: { readonly timeMs?: number } = {}): Images {
  const enter = createTurnstile(limits.images.atOnceMax, limits.images.waitingMax, imagesWaiting);
  return {
    remake: (bytes, side) =>
      enter(async () => {
        const made = await runWorker(bytes, side, timeMs);
        if (!made) throw notAnImage();
        return made;
      }),
  };
}

/** What the worker wrote; undefined when it failed, took too long or wrote too much. */
function runWorker(bytes: Buffer, side: number, timeMs: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const flags = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${limits.images.heapMb}`];
    const args = [...flags, WORKER, String(side), String(limits.images.pixelsMax)];
    // Nothing of the server's environment: secrets may stand in it.
    const child = spawn(process.execPath, args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    const deadline = setTimeout(() => child.kill('SIGKILL'), timeMs);
    const chunks: Buffer[] = [];
    let written = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      written += chunk.length;
      chunks.push(chunk);
      if (written > limits.images.writtenBytesMax) child.kill('SIGKILL');
    });
    // It may end before it has read all: its exit tells.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve(code === 0 && written > 0 ? Buffer.concat(chunks) : undefined);
    });
    child.stdin.end(bytes);
  });
}
