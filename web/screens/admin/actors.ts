/** The log names members by the number that the database has; the client knows them by their public id. */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idCharacters = 26;

/** `member:0198…` → `U01K…` (Crockford's base32 of the UUID's 128 bits); undefined for what is no member. */
export function memberIn(actor: string): string | undefined {
  const uuid = /^member:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(actor)?.[1];
  if (uuid === undefined) return undefined;
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let at = 0; at < idCharacters; at += 1) {
    text = alphabet.charAt(Number(rest % 32n)) + text;
    rest /= 32n;
  }
  return `U${text}`;
}
