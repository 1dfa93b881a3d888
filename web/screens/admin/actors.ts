/** The log names things by the number that the database has; the client knows them by their public id. */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idCharacters = 26;

/** `member:0198…` → `U01K…`; undefined for what is no member. */
export const memberIn = (actor: string): string | undefined =>
  actor.startsWith('member:') ? publicIdOf('U', actor.slice('member:'.length)) : undefined;

/** Crockford's base32 of a UUID's 128 bits, after the letter of its kind; undefined for what is no UUID. */
export function publicIdOf(letter: string, uuid: string): string | undefined {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return undefined;
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let at = 0; at < idCharacters; at += 1) {
    text = alphabet.charAt(Number(rest % 32n)) + text;
    rest /= 32n;
  }
  return letter + text;
}
