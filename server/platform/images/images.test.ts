import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Problem } from '../problem.ts';
import { createImages, imagesWaiting, notAnImage, sizeOf } from './images.ts';

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

test('a square is the middle of the image, of exactly that size, and stands still', async () => {
  const left = await plain(100, 100).png().toBuffer();
  const wide = await sharp({ create: { width: 300, height: 100, channels: 3, background: { r: 0, g: 0, b: 255 } } })
    .composite([{ input: left, left: 100, top: 0 }])
    .png()
    .toBuffer();
  for (const side of [40, 200]) {
    const square = await images.square(wide, side);
    assert.deepEqual(sizeOf(square), { width: side, height: side });
    const [red, , blue] = (await sharp(square).stats()).channels;
    assert.ok((red?.mean ?? 0) > 180 && (blue?.mean ?? 255) < 80, 'what is beside the middle is cut off');
  }
  const frames = await Promise.all([0, 255].map((r) => plain(32, 32).tint({ r, g: 0, b: 0 }).png().toBuffer()));
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  assert.equal((await sharp(await images.square(gif, 16)).metadata()).pages, undefined);
  await refuses(notAnImage, images.square(Buffer.from('no image'), 16));
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
  const bomb = await plain(7_200, 7_200).png({ compressionLevel: 6 }).toBuffer();
  assert.ok(bomb.length < 1024 * 1024, 'small as a file');
  const cut = (await plain(64, 64).png().toBuffer()).subarray(0, 60);
  for (const bytes of [Buffer.from('hello'), svg, Buffer.from('%PDF-1.7'), cut, bomb])
    await refuses(notAnImage, images.remake(bytes, 128));
});

/** A page of 200 by 100 points with a red square, whose table of objects a reader has to find by itself. */
const PDF = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj
4 0 obj<</Length 26>>stream
1 0 0 rg 0 0 100 100 re f
endstream endobj
trailer<</Root 1 0 R>>
`);

test('the first page of a PDF is drawn, and nothing else is taken for one', async () => {
  const page = await images.firstPage(PDF, 400);
  assert.deepEqual(sizeOf(page), { width: 400, height: 200 });
  const { data } = await sharp(page).raw().toBuffer({ resolveWithObject: true });
  assert.ok((data[0] ?? 0) > 200 && (data[1] ?? 255) < 60, 'it is red on the left');
  for (const bytes of [Buffer.from('%PDF-1.7'), Buffer.from('hello'), await plain(9, 9).png().toBuffer()])
    await refuses(notAnImage, images.firstPage(bytes, 128));
});

test('the size of what was made stands in it, moving or not', async () => {
  const still = await images.remake(await plain(40, 30).png().toBuffer(), 128);
  assert.deepEqual(sizeOf(still), { width: 40, height: 30 });
  for (const lossless of [true, false]) {
    assert.deepEqual(sizeOf(await plain(21, 33).webp({ lossless }).toBuffer()), { width: 21, height: 33 });
  }
  assert.throws(() => sizeOf(Buffer.alloc(40)));
});

test('what needs more memory than there is for it is refused', async () => {
  const poor = createImages({ memoryKib: 1_000 });
  await refuses(notAnImage, poor.remake(await plain(16, 16).png().toBuffer(), 128));
});

test('what takes too long is ended, and the line has an end', async () => {
  const png = await plain(16, 16).png().toBuffer();
  const hasty = createImages({ timeMs: 1 });
  await refuses(notAnImage, hasty.remake(png, 128));
  const crowd = Array.from({ length: 53 }, () => hasty.remake(png, 128).catch((error: Problem) => error.code));
  assert.equal((await Promise.all(crowd)).filter((code) => code === imagesWaiting.code).length, 1);
});
