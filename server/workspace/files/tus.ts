/**
 * The headers of tus 1.0, the protocol of resumable uploads (https://tus.io/protocols/resumable-upload): the core with
 * creation, expiration, checksum and termination. How they are decided on is said in `uploads.ts`.
 */
import { createHash, type Hash } from 'node:crypto';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';

export const tusNeeded = problem(
  'files/tus-needed',
  412,
  'Uploads speak tus 1.0.0: send Tus-Resumable: 1.0.0 with each request.',
);
export const metadataMalformed = problem(
  'files/metadata-malformed',
  400,
  'Upload-Metadata holds filename and its text in base64 (UTF-8), and other pairs separated by commas.',
);
export const checksumUnknown = problem(
  'files/checksum-unknown',
  400,
  'Upload-Checksum names sha1 or sha256 and holds the digest in base64.',
);

const VERSION = '1.0.0';

/** Of every answer. */
export const TUS_ANSWERS = { 'tus-resumable': VERSION } as const;

export const TUS_ABILITIES = {
  'tus-version': VERSION,
  'tus-extension': 'creation,expiration,checksum,termination',
  'tus-max-size': String(limits.files.bytesMax),
  'tus-checksum-algorithm': 'sha1,sha256',
} as const;

export function requireTus(headers: { readonly 'tus-resumable'?: string }): void {
  if (headers['tus-resumable'] !== VERSION) throw tusNeeded();
}

/** The value of `filename` among the pairs; the rest says nothing that we believe. */
export function fileNameIn(metadata: string): string {
  for (const pair of metadata.split(',')) {
    const [key, text = '', ...more] = pair.trim().split(' ');
    if (key !== 'filename') continue;
    const bytes = Buffer.from(text, 'base64');
    const name = bytes.toString('utf8');
    const isWhole = more.length === 0 && bytes.toString('base64') === text && Buffer.from(name).equals(bytes);
    if (!isWhole) throw metadataMalformed();
    return name;
  }
  throw metadataMalformed();
}

/** What the bytes of one request must add up to. */
export interface Checksum {
  readonly hash: Hash;
  readonly expected: Buffer;
}

export function checksumOf(header: string | undefined): Checksum | undefined {
  if (header === undefined) return undefined;
  const [, algorithm, digest = ''] = /^(sha1|sha256) ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? [];
  if (algorithm === undefined) throw checksumUnknown();
  return { hash: createHash(algorithm), expected: Buffer.from(digest, 'base64') };
}
