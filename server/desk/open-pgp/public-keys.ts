/** Public keys of others. As in `messages.ts`, only processes that are confined call this. */
import type { PublicKey, User } from 'openpgp';
import { after, DAY_MS } from '#platform/clock.ts';
import type { PublicKeyFacts } from '../open-pgp-words.ts';

const library = () => import('openpgp');

/** The clock of a sender may be wrong by so much: a key that was made a moment ago seems to come from the future. */
export const AHEAD_MS = DAY_MS;

/** Of one key, and of all keys in one place. */
const USERS_MAX = 20;
const KEYS_MAX = 20;

/** The keys in it, armoured or not, without what only a holder should have. Nothing where there is none. */
export async function publicKeysIn(given: Buffer, isText: boolean): Promise<PublicKey[]> {
  const { readKeys } = await library();
  const read = isText
    ? readKeys({ armoredKeys: given.toString('latin1') })
    : readKeys({ binaryKeys: new Uint8Array(given) });
  const keys = await read.catch(() => []);
  return keys.slice(0, KEYS_MAX).map((key) => key.toPublic());
}

/** The key with all that is known of it: what was said of it before stays, a revocation above all. */
export async function merged(found: PublicKey, known: readonly PublicKey[], now: Date): Promise<PublicKey> {
  const before = known.find((key) => key.getFingerprint() === found.getFingerprint());
  return before ? await before.update(found, now).catch(() => before) : found;
}

/** When one can encrypt for the key: now, or as soon as its holder's clock has it. Undefined: not at all. */
export async function encryptsAt(key: PublicKey, now: Date): Promise<Date | undefined> {
  for (const at of [now, after(now, AHEAD_MS)]) {
    const found = await key.getEncryptionKey(undefined, at).catch(() => undefined);
    if (found) return at;
  }
  return undefined;
}

export async function factsOf(key: PublicKey, now: Date): Promise<PublicKeyFacts> {
  const ends = await key.getExpirationTime().catch(() => null);
  const at = await encryptsAt(key, now);
  const addresses = new Set<string>();
  for (const user of key.users.slice(0, USERS_MAX)) {
    const address = user.userID?.email.toLowerCase();
    if (address && (await isCertified(user, at ?? now))) addresses.add(address);
  }
  return {
    ...{ fingerprint: key.getFingerprint().toUpperCase(), addresses: [...addresses] },
    encrypts: at !== undefined,
    ...(ends instanceof Date ? { expiresAt: ends.toISOString() } : {}),
  };
}

/** Whether the key itself says so: anybody can hang a name on somebody else's key. */
const isCertified = (user: User, now: Date): Promise<boolean> =>
  user.verify(now).then(
    () => true,
    () => false,
  );
