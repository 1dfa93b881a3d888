/** The process that opens one message: keys and message come in on standard input, what was in it goes out. */
import { buffer } from 'node:stream/consumers';
import { decrypt, type Message, type PrivateKey, readMessage, readPrivateKey } from 'openpgp';
import { type Asked, EXITS } from './opening-words.ts';

const given = await buffer(process.stdin);
const end = 4 + given.readUInt32BE();
const { privateKeys, now, bytesMax } = JSON.parse(given.subarray(4, end).toString()) as Asked;
const message = given.subarray(end);
const bounds = { maxDecompressedMessageSize: bytesMax };

const keys: PrivateKey[] = [];
for (const armoredKey of privateKeys) keys.push(await readPrivateKey({ armoredKey }));

const exit = (why: keyof typeof EXITS): never => process.exit(EXITS[why]);

const read = async (): Promise<Message<Uint8Array>> => {
  const isArmoured = message.subarray(0, 64).toString('latin1').trimStart().startsWith('-----BEGIN PGP');
  return (await (isArmoured
    ? readMessage({ armoredMessage: message.toString('latin1'), config: bounds })
    : readMessage({ binaryMessage: new Uint8Array(message), config: bounds }))) as Message<Uint8Array>;
};

const encrypted = await read().catch(() => exit('damaged'));
/** Zeros: the sender does not say for which key. */
const isHidden = (id: string): boolean => /^0+$/.test(id);
const ours = new Set(keys.flatMap((key) => key.getKeyIDs().map((id) => id.toHex())));
const named = encrypted.getEncryptionKeyIDs().map((id) => id.toHex());
if (named.length > 0 && !named.some((id) => isHidden(id) || ours.has(id))) exit('for-another-key');

try {
  const opened = (await decrypt({
    ...{ message: encrypted, decryptionKeys: keys, date: new Date(now), format: 'binary', config: bounds },
  })) as { readonly data: Uint8Array };
  process.stdout.write(opened.data);
} catch (error) {
  exit(/Maximum decompressed/.test(String(error)) ? 'too-much' : 'damaged');
}
