/** The process that opens images from outside: bytes come in on standard input, a WebP goes out, or it fails. */
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';

// Formats that can name other files or carry programs are not even loaded.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'],
});
sharp.cache(false);
sharp.concurrency(1);

const [side = 0, pixelsMax = 0] = process.argv.slice(2).map(Number);
const image = sharp(await buffer(process.stdin), { animated: true, limitInputPixels: pixelsMax, failOn: 'error' });
const made = await image
  .autoOrient()
  .resize(side, side, { fit: 'inside', withoutEnlargement: true })
  .webp({ quality: 90 })
  .toBuffer();
process.stdout.write(made);
