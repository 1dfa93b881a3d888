/** How recovery codes look, and what is kept of them. 80 random bits need no slow hash. */
import { createHash } from 'node:crypto';
import { limits } from '#platform/limits.ts';
import type { Random } from '#platform/random.ts';

/** Crockford's base32: without i, l, o and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CHARACTERS = 16;

/** A set, each as `xxxx-xxxx-xxxx-xxxx`. */
export const newCodes = (random: Random): string[] =>
  Array.from({ length: limits.secondFactors.recoveryCodes }, () => newCode(random));

function newCode(random: Random): string {
  const characters = [...random.bytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return characters.replaceAll(/.{4}(?=.)/g, '$&-');
}

/** However it is written: hyphens, spaces and capitals do not matter, nor what looks alike. */
export function hashOfCode(owner: string, code: string): Buffer {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return createHash('sha256').update(`${owner} ${plain}`).digest();
}
