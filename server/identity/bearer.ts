import { createHash } from 'node:crypto';
import { publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import type { Problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';

/**
 * What a bearer text is: a signed-in device, an API token, an invitation, a claim, an address, a new password, the
 * end of a reset of factors, a way back from a provider of single sign-on (or from its test), a code for a domain.
 */
export type BearerKind =
  | 'session'
  | 'token'
  | 'invitation'
  | 'claim'
  | 'email'
  | 'reset'
  | 'factor-reset'
  | 'sso'
  | 'sso-test'
  | 'domain';

/** A bearer text as it was presented: whose rows it is looked up among, and under which hash. */
export interface Bearer {
  readonly kind: BearerKind;
  readonly team: TeamId;
  readonly hash: Buffer;
}

const PREFIX = {
  session: 'wrs_',
  token: 'wrt_',
  invitation: 'wri_',
  claim: 'wrc_',
  email: 'wre_',
  reset: 'wrr_',
  'factor-reset': 'wrf_',
  sso: 'wro_',
  'sso-test': 'wrp_',
  domain: 'wrd_',
} as const;
const KINDS = new Map(Object.entries(PREFIX).map(([kind, prefix]) => [prefix as string, kind as BearerKind]));
const SECRET_BYTES = 32;
const FORM = /^(wr[a-z]_)([0-7][0-9A-HJKMNP-TV-Z]{25})[\w-]{43}$/;

/**
 * A new bearer text, `wrs_` and 26 characters of the team's id and 43 of 32 random bytes, with the hash to store.
 * 256 random bits need no slow hash: SHA-256 is enough to make a stolen table useless.
 */
export function mintBearer(random: Random, kind: BearerKind, team: TeamId): { text: string; hash: Buffer } {
  const secret = random.bytes(SECRET_BYTES).toString('base64url');
  const text = `${PREFIX[kind]}${publicId('T', team).slice(1)}${secret}`;
  return { text, hash: hashOf(text) };
}

/** Reads a presented text; undefined when it has not the form of one. Says nothing about whether it is valid. */
export function readBearer(text: string): Bearer | undefined {
  const [, prefix = '', team = ''] = FORM.exec(text) ?? [];
  const kind = KINDS.get(prefix);
  return kind && { kind, team: uuidOf(`T${team}`) as TeamId, hash: hashOf(text) };
}

/** Reads a text that must be of this kind; throws `refusal` for any other. */
export function requireBearer(text: string, kind: BearerKind, refusal: () => Problem): Bearer {
  const bearer = readBearer(text);
  if (bearer?.kind !== kind) throw refusal();
  return bearer;
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
