import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Problem } from '../problem.ts';
import { createImages, imagesWaiting, notAnImage } from './images.ts';

const images = createImages();
const refuses = (declared: { readonly code: string }, call: Promise<unknown>) =>
  assert.rejects(call, (error) => error instanceof Problem && error.code === declared.code);
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 60 } } });

test('an image is made anew: smaller, upright, and without what the camera wrote', async () => {
  const photo = await plain(400, 200)
    .jpeg()
    .withExif({ IFD0: { Copyright: 'somebody', Orientation: '6' } })
    .toBuffer();
  const { format, width, height, exif } = await sharp(await images.remake(photo, 128)).metadata();
  assert.deepEqual([format, exif], ['webp', undefined]);
  assert.ok(width <= 128 && height <= 128);
  const small = await sharp(await images.remake(await plain(16, 16).png().toBuffer(), 128)).metadata();
  assert.deepEqual([small.width, small.height], [16, 16], 'it is not blown up');
});

test('a moving image still moves', async () => {
  const frames = await Promise.all([0, 255].map((r) => plain(32, 32).tint({ r, g: 0, b: 0 }).png().toBuffer()));
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const { pages } = await sharp(await images.remake(gif, 128)).metadata();
  assert.equal(pages, 2);
});

test('what is no image, draws, or is far too large is refused', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  );
  const bomb = await plain(6_000, 6_000).png({ compressionLevel: 9 }).toBuffer();
  assert.ok(bomb.length < 1024 * 1024, 'small as a file');
  const cut = (await plain(64, 64).png().toBuffer()).subarray(0, 60);
  for (const bytes of [Buffer.from('hello'), svg, Buffer.from('%PDF-1.7'), cut, bomb])
    await refuses(notAnImage, images.remake(bytes, 128));
});

test('what takes too long is ended, and the line has an end', async () => {
  const png = await plain(16, 16).png().toBuffer();
  const hasty = createImages({ timeMs: 1 });
  await refuses(notAnImage, hasty.remake(png, 128));
  const crowd = Array.from({ length: 53 }, () => hasty.remake(png, 128).catch((error: Problem) => error.code));
  assert.equal((await Promise.all(crowd)).filter((code) => code === imagesWaiting.code).length, 1);
});
