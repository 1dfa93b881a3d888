/** Files that somebody sends in the demo: a picture, a price list, a page of text. Invented, as everything here. */
import { crc32, deflateSync } from 'node:zlib';

export interface Paper {
  readonly name: string;
  readonly bytes: Buffer;
  /** What is said with it. */
  readonly text: string;
  /** The name of the channel. */
  readonly channel: string;
  /** The title of a bookmark that leads to it. */
  readonly bookmark?: string;
}

export const PAPERS: readonly Paper[] = [
  {
    name: 'first-light.png',
    bytes: picture(640, 400),
    text: 'First light of the new profile, full open on the left, soft on the right.',
    channel: 'project-aurora',
  },
  {
    name: 'price-list.csv',
    bytes: Buffer.from(
      'lamp,watts,price\nLarch 40,40,310\nLarch 60,60,420\nFennel spot,90,640\nRowan follow spot,180,1890\n',
    ),
    text: 'The price list that holds from next month.',
    channel: 'orders',
  },
  {
    name: 'how-to-reset.md',
    bytes: Buffer.from(
      '# How to reset a lamp\n\n1. Switch it off and on again.\n2. Hold the button until the light blinks twice.\n' +
        '3. Set the address anew.\n\nA lamp that does not blink goes to the workshop.\n',
    ),
    text: 'For everybody who asks: the page about the reset.',
    channel: 'support',
    bookmark: 'How to reset a lamp',
  },
];

/** A PNG (RFC 2083) of a beam of light on a dark wall. */
function picture(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = 20 + (x / width) * 90;
      const distance = Math.abs(y - height / 2) - (x / width) * height * 0.4;
      const light = Math.max(0, Math.min(1, 1 - distance / edge)) * (1 - (x / width) * 0.4);
      rows.set([24 + 220 * light, 26 + 180 * light, 44 + 90 * light], y * (1 + width * 3) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, red, green and blue.
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
