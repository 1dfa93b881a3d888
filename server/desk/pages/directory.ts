/** A Web Key Directory (draft-koch-openpgp-webkey-service): the key of an address, for mail programs. */
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { directoryName, publishedKeys } from '../keys/keys.ts';

export const noKeyHere = problem('desk-pages/no-key', 404, 'There is no key for that address here.');

/**
 * The standing key of the address, and behind it those of the same address that are void, so that others learn of it.
 * `domain`: that of the address, where the question names it.
 */
export async function directoryKeys(work: Work, name: string, domain: string | undefined): Promise<Buffer> {
  const keys = (await publishedKeys(work)).filter(
    ({ address }) =>
      directoryName(address) === name && (domain === undefined || domainOf(address) === domain.toLowerCase()),
  );
  const standing = keys.filter(({ revoked_at }) => revoked_at === null);
  if (keys.length === 0) throw noKeyHere();
  return Buffer.concat([...standing, ...keys.filter((key) => !standing.includes(key))].map((key) => key.public_key));
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
