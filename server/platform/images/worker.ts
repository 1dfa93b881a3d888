/** The process that opens images from outside: bytes come in on standard input, a WebP goes out, or it fails. */
import { buffer } from 'node:stream/consumers';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp, { type Sharp } from 'sharp';

// Formats that can name other files or carry programs are not even loaded.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'],
});
sharp.cache(false);
sharp.concurrency(1);

const [kind = '', side = 0, pixelsMax = 0] = [process.argv[2], ...process.argv.slice(3).map(Number)] as const;
const given = await buffer(process.stdin);
const image =
  kind === 'page'
    ? await firstPage(given)
    : sharp(given, { animated: kind === 'image', limitInputPixels: pixelsMax, failOn: 'error' }).autoOrient();
const fitted =
  kind === 'square'
    ? image.resize(side, side, { fit: 'cover' })
    : image.resize(side, side, { fit: 'inside', withoutEnlargement: true });
const made = await fitted.webp({ quality: 90 }).toBuffer();
process.stdout.write(made);

/** Drawn by PDFium, compiled to WebAssembly: without scripts, forms and links, and confined by its memory besides. */
async function firstPage(bytes: Buffer): Promise<Sharp> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  const page = document.getPage(0);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = side / Math.max(originalWidth, originalHeight, 1);
  const { data, width, height } = await page.render({ scale, render: 'bitmap' });
  return sharp(data, { raw: { width, height, channels: 4 } });
}
