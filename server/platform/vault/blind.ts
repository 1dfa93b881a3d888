import { createHmac, createSecretKey } from 'node:crypto';

/** The keyed token of a normalised word: a signed 64-bit number in decimal, as PostgreSQL reads a bigint. */
export type BlindWord = (word: string) => string;

/**
 * Makes the tokens under which words are found without being stored: the first 64 bits of HMAC-SHA-256 (RFC 2104)
 * under the search key. Equal words of one team have equal tokens; collisions are possible, so what a token finds is
 * verified after decryption. Tokens are decimal text because pg writes numbers as text in any case, and remembered
 * text costs half of writing a bigint again.
 *
 * Up to `memoMax` words are remembered, since words repeat (Zipf): in two generations, the older of which is dropped
 * when the younger is full. That keeps what is used, as LRU does, without moving an entry at every hit.
 */
export function blindWords(searchKey: Buffer, memoMax = 50_000): BlindWord {
  const key = createSecretKey(searchKey);
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  return (word) => {
    const known = young.get(word);
    if (known !== undefined) return known;
    // A copy: a word cut out of a text would keep that whole text in memory for as long as it is remembered.
    const bytes = Buffer.from(word);
    const token = old.get(word) ?? createHmac('sha256', key).update(bytes).digest().readBigInt64BE(0).toString();
    if (young.size >= memoMax / 2) [old, young] = [young, new Map<string, string>()];
    young.set(bytes.toString(), token);
    return token;
  };
}
