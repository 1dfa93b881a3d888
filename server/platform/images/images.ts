/**
 * Images from outside, made anew. The danger: a decoder meets bytes that were made to break it. The principle: decoding
 * happens in a process of its own, without secrets, files and the database, bounded in pixels, memory and time;
 * what comes back is an image that we wrote. The boundary: whoever calls bounds the bytes.
 */
import { fileURLToPath } from 'node:url';
import { type Bounds, runConfined } from '../confined/confined.ts';
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
  /** The middle of the image as a WebP of exactly `side` by `side` pixels, standing still. Refuses the same. */
  square(bytes: Buffer, side: number): Promise<Buffer>;
  /** The first page of a PDF as such an image, on white. Refuses what cannot be opened. */
  firstPage(bytes: Buffer, side: number): Promise<Buffer>;
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

export function createImages(given: Partial<Bounds> = {}): Images {
  const bounds: Bounds = { ...limits.images, native: true, ...given };
  const enter = createTurnstile(limits.images.atOnceMax, limits.images.waitingMax, imagesWaiting);
  const make = (kind: 'image' | 'square' | 'page') => (bytes: Buffer, side: number) =>
    enter(async () => {
      const asked = [kind, String(side), String(limits.images.pixelsMax)];
      const { code, written } = await runConfined(WORKER, asked, [bytes], bounds);
      if (code !== 0 || written.length === 0) throw notAnImage();
      return written;
    });
  return { remake: make('image'), square: make('square'), firstPage: make('page') };
}

/** How wide and high an image is that was made here: the first frame's header (WebP container, RFC 9649). */
export function sizeOf(webp: Buffer): { readonly width: number; readonly height: number } {
  const form = webp.toString('latin1', 12, 16);
  if (form === 'VP8X') return { width: webp.readUIntLE(24, 3) + 1, height: webp.readUIntLE(27, 3) + 1 };
  if (form === 'VP8 ') return { width: webp.readUInt16LE(26) & 0x3fff, height: webp.readUInt16LE(28) & 0x3fff };
  if (form !== 'VP8L') throw new Error('An image that was made here is no WebP.');
  const packed = webp.readUInt32LE(21);
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
}
