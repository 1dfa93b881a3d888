/** The process that meets the stranger's key: both come in on standard input, the encrypted message goes out. */
import { buffer } from 'node:stream/consumers';
import { packed, unpacked } from '#platform/confined/confined.ts';
import { encryptedFor, readOwn } from '../open-pgp/open-pgp.ts';
import { type Answered, type Asked, UNUSABLE } from './writing-words.ts';

const { value, bytes } = unpacked(await buffer(process.stdin));
const { privateKey, theirs, now } = value as Asked;
const [own] = await readOwn(privateKey === undefined ? [] : [privateKey]);
const made = await encryptedFor(Buffer.from(theirs, 'base64'), own, bytes, new Date(now));
if (!made) process.exit(UNUSABLE);
const { message, fingerprint, isSigned } = made;
for (const piece of packed({ fingerprint, isSigned } satisfies Answered, [Buffer.from(message)]))
  process.stdout.write(piece);
