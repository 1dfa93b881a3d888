import { crc32 } from 'node:zlib';
import { publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import { digestOf } from '#platform/digest.ts';
import type { Problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';

/**
 * What a bearer text is: a signed-in device, an API token (of a person, a bot, the team), an invitation, a claim, an
 * address, a new password, the end of a reset of factors, a way back from a provider of single sign-on (or from its
 * test), a code for a domain, an organisation's directory.
 */
export type BearerKind =
  | 'session'
  | ApiTokenKind
  | 'invitation'
  | 'claim'
  | 'email'
  | 'reset'
  | 'factor-reset'
  | 'sso'
  | 'sso-test'
  | 'domain'
  | 'directory';

export type ApiTokenKind = 'token' | 'bot-token' | 'app-token';
export const isApiToken = (kind: BearerKind): kind is ApiTokenKind =>
  kind === 'token' || kind === 'bot-token' || kind === 'app-token';

/** A bearer text as it was presented: whose rows it is looked up among, and under which hash. */
export interface Bearer {
  readonly kind: BearerKind;
  readonly team: TeamId;
  readonly hash: Buffer;
}

const PREFIX = {
  session: 'wrs_',
  token: 'wrt_',
  'bot-token': 'wrb_',
  'app-token': 'wra_',
  invitation: 'wri_',
  claim: 'wrc_',
  email: 'wre_',
  reset: 'wrr_',
  'factor-reset': 'wrf_',
  sso: 'wro_',
  'sso-test': 'wrp_',
  domain: 'wrd_',
  directory: 'wrv_',
} as const;
const KINDS = new Map(Object.entries(PREFIX).map(([kind, prefix]) => [prefix as string, kind as BearerKind]));
const SECRET_BYTES = 32;
const FORM = /^(wr[a-z]_)([0-7][0-9A-HJKMNP-TV-Z]{25})[\w-]{43}$/;
/** Of API tokens: a secret without signs that end a word, and a checksum. */
const TOKEN_FORM = /^(wr[tba]_)([0-7][0-9A-HJKMNP-TV-Z]{25})[0-9A-Za-z]{49}$/;
const SECRET_DIGITS = 43;
const CHECKSUM_DIGITS = 6;

/**
 * A new bearer text, `wrs_` and 26 characters of the team's id and 43 of 32 random bytes, with the hash to store. Those
 * of API tokens end in a checksum, so that a scanner for secrets tells a real one without asking anybody.
 * 256 random bits need no slow hash: SHA-256 is enough to make a stolen table useless.
 */
export function mintBearer(random: Random, kind: BearerKind, team: TeamId): { text: string; hash: Buffer } {
  const secret = random.bytes(SECRET_BYTES);
  const start = `${PREFIX[kind]}${publicId('T', team).slice(1)}`;
  const text = isApiToken(kind)
    ? withChecksum(`${start}${base62(BigInt(`0x${secret.toString('hex')}`), SECRET_DIGITS)}`)
    : `${start}${secret.toString('base64url')}`;
  return { text, hash: digestOf(text) };
}

const withChecksum = (text: string): string => `${text}${base62(BigInt(crc32(text)), CHECKSUM_DIGITS)}`;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** With zeros before it. */
function base62(value: bigint, digits: number): string {
  let [text, left] = ['', value];
  for (let digit = 0; digit < digits; digit++, left /= 62n) text = `${BASE62[Number(left % 62n)]}${text}`;
  return text;
}

/** Whether the text is an API token of today's form whose checksum is right; nothing is asked and nothing looked up. */
export const isWholeToken = (text: string): boolean =>
  TOKEN_FORM.test(text) && withChecksum(text.slice(0, -CHECKSUM_DIGITS)) === text;

/** Reads a presented text; undefined when it has not the form of one. Says nothing about whether it is valid. */
export function readBearer(text: string): Bearer | undefined {
  const isOld = FORM.test(text);
  if (!isOld && !isWholeToken(text)) return undefined;
  const [, prefix = '', team = ''] = (isOld ? FORM : TOKEN_FORM).exec(text) ?? [];
  const kind = KINDS.get(prefix);
  return kind && { kind, team: uuidOf(`T${team}`) as TeamId, hash: digestOf(text) };
}

/** Reads a text that must be of this kind; throws `refusal` for any other. */
export function requireBearer(text: string, kind: BearerKind, refusal: () => Problem): Bearer {
  const bearer = readBearer(text);
  if (bearer?.kind !== kind) throw refusal();
  return bearer;
}
