import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** The cost of a hash (RFC 9106). */
export interface PasswordPolicy {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

const derive = promisify(argon2);
const TAG_BYTES = 32;
export const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

/** The beginning that every hash under this policy has, up to its salt. */
export const phcPrefix = ({ memoryKib, passes, parallelism }: PasswordPolicy): string =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$`;

/** An argon2id hash as a PHC string, which carries its own parameters and salt. */
export async function argon2id(password: string, salt: Buffer, policy: PasswordPolicy): Promise<string> {
  const tag = await tagOf(password, salt, policy, TAG_BYTES);
  return `${phcPrefix(policy)}${unpadded(salt)}$${unpadded(tag)}`;
}

/** Whether the password is the one behind the PHC string; compares in constant time. */
export async function argon2idMatches(password: string, phc: string): Promise<boolean> {
  const [, memoryKib, passes, parallelism, salt = '', tag = ''] = PHC.exec(phc) ?? [];
  if (memoryKib === undefined) throw new Error('A stored password hash is no argon2id PHC string.');
  const policy = { memoryKib: Number(memoryKib), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(tag, 'base64');
  return timingSafeEqual(await tagOf(password, Buffer.from(salt, 'base64'), policy, expected.length), expected);
}

/** NFC, so that the same password typed on another keyboard is the same bytes (RFC 8265). Nothing is cut off. */
const tagOf = (password: string, nonce: Buffer, policy: PasswordPolicy, tagLength: number): Promise<Buffer> =>
  derive('argon2id', {
    message: Buffer.from(password.normalize('NFC'), 'utf8'),
    nonce,
    memory: policy.memoryKib,
    passes: policy.passes,
    parallelism: policy.parallelism,
    tagLength,
  });

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
