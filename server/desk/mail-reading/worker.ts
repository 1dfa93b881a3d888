/** The process that reads one mail: keys and mail come in on standard input, what the mail says goes out. */
import { buffer } from 'node:stream/consumers';
import { packed, unpacked } from '#platform/confined/confined.ts';
import type { Asked } from './reading-words.ts';
import { readWhole } from './whole.ts';

const { value, bytes } = unpacked(await buffer(process.stdin));
const { answer, contents } = await readWhole(value as Asked, bytes);
for (const piece of packed(answer, contents)) process.stdout.write(piece);
