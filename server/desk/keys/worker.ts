/** The process that opens one message: keys and message come in on standard input, what was in it goes out. */
import { buffer } from 'node:stream/consumers';
import { unpacked } from '#platform/confined/confined.ts';
import { decrypted, readOwn } from '../open-pgp/open-pgp.ts';
import { type Asked, EXITS } from './opening-words.ts';

const { value, bytes } = unpacked(await buffer(process.stdin));
const { privateKeys, now, bytesMax } = value as Asked;
const opened = await decrypted(
  bytes,
  await readOwn(privateKeys),
  { known: [], attached: [], now: new Date(now) },
  bytesMax,
);
if ('unopened' in opened) process.exit(EXITS[opened.unopened]);
if (!opened.wasEncrypted) process.exit(EXITS.damaged);
process.stdout.write(opened.content);
