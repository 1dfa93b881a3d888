/** Encrypting for a stranger's key. As in `messages.ts`, only processes that are confined call this. */
import type { Message, PrivateKey } from 'openpgp';
import { encryptsAt, publicKeysIn } from './public-keys.ts';

const library = () => import('openpgp');

/** Armoured, signed with `own` where that can sign now. Undefined: nobody can encrypt for this key. */
export async function encryptedFor(
  theirs: Buffer,
  own: PrivateKey | undefined,
  content: Uint8Array,
  now: Date,
): Promise<{ readonly message: string; readonly fingerprint: string; readonly isSigned: boolean } | undefined> {
  const { createMessage, encrypt } = await library();
  const [key] = await publicKeysIn(theirs, false);
  const at = key && (await encryptsAt(key, now));
  if (!key || !at) return undefined;
  const signs = await own?.getSigningKey(undefined, now).catch(() => undefined);
  const plain = await createMessage({ binary: new Uint8Array(content) });
  // Signed by itself: our signature is of now, whatever the clock of the key's holder says.
  const signed = await (own && signs ? signedBy(own, plain, now) : plain);
  const message = (await encrypt({ message: signed, encryptionKeys: key, date: at })) as string;
  return { message, fingerprint: key.getFingerprint().toUpperCase(), isSigned: signs !== undefined };
}

async function signedBy(own: PrivateKey, message: Message<Uint8Array>, now: Date): Promise<Message<Uint8Array>> {
  const { sign } = await library();
  return await sign({ message, signingKeys: own, date: now, format: 'object' });
}
