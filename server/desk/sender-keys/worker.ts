/** The process that looks at keys of strangers: they come in on standard input, what they are goes out. */
import { buffer } from 'node:stream/consumers';
import { packed, unpacked } from '#platform/confined/confined.ts';
import { factsOf, isArmoured, merged, publicKeysIn } from '../open-pgp/open-pgp.ts';
import type { Asked } from './looking-words.ts';

const { value, bytes } = unpacked(await buffer(process.stdin));
const asked = value as Asked;
const now = new Date(asked.now);
const known = (await Promise.all(asked.known.map((key) => publicKeysIn(Buffer.from(key, 'base64'), false)))).flat();
const facts: object[] = [];
const contents: Uint8Array[] = [];
for (const found of await publicKeysIn(bytes, isArmoured(bytes))) {
  const key = await merged(found, known, now);
  const content = key.write();
  facts.push({ ...(await factsOf(key, now)), bytes: content.length });
  contents.push(content);
}
for (const piece of packed(facts, contents)) process.stdout.write(piece);
