import type { Random } from '#platform/random.ts';
import { openSecretFile, SecretFileRefused } from '#platform/secret-file.ts';
import type { Signer } from './signed-note.ts';
import { NotProven, parseSignerKey, signerFromSeed, signerKey } from './signed-note.ts';

const keyName = 'wardroom';

/**
 * Signs for every log of the deployment: gives the signer whose name is the origin of the log. The file holds one
 * Ed25519 key as an "skey" (golang.org/x/mod/sumdb/note) and is made when there is none. `expected` says that a log has
 * entries already: then a missing file refuses to start, since nobody could link a new key to what the old one signed.
 * Throws `SecretFileRefused` also for a file that is malformed or open to others.
 */
export async function openSigningKey(
  path: string,
  { expected }: { expected: boolean },
  random: Random,
): Promise<(origin: string) => Signer> {
  const text = await openSecretFile(path, { expected }, () => `${signerKey(keyName, random.bytes(32))}\n`);
  const seed = seedIn(path, text);
  return (origin) => signerFromSeed(origin, seed);
}

function seedIn(path: string, text: string): Buffer {
  try {
    return parseSignerKey(text.replace(/\n$/, '')).seed;
  } catch (error) {
    if (!(error instanceof NotProven)) throw error;
    throw new SecretFileRefused(`The signing key file ${path} is malformed. Restore it from its escrow copy.`);
  }
}
