/**
 * What a file is, found out from its content. The danger: a type that its sender claims, and content that was made to
 * break whoever looks at it. The principle: here only first bytes are compared and text is decoded; images and pages
 * are opened in a process of their own and made anew. The boundary: a type is for showing, and lets no browser do
 * anything.
 */
import type { FileId, TeamId } from '#contract/ids.ts';
import { type BlobId, type Blobs, openForReading, type Readable } from '#platform/blobs/blobs.ts';
import { type Images, sizeOf } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import type { Look } from '../channel-log/channel-log.ts';
import { fileById } from './files.sql.ts';
import { describeFile } from './files.ts';

/** Looks at a whole file once, and keeps a preview where one can be made. */
export async function lookAt(units: Units, blobs: Blobs, images: Images, team: TeamId, file: FileId): Promise<void> {
  const content = await units.open({ team }, async (work) => {
    const row = await fileById(work.sql, file);
    return row?.state === 'ready' && !row.look ? await openForReading(work, row.blob_id) : undefined;
  });
  if (!content) return;
  const { look, preview, text } = await examine(blobs, images, content);
  const kept: BlobId | undefined = preview && (await blobs.keep(units, team, preview));
  await units.open({ team }, (work) => describeFile(work, file, look, kept, text));
}

interface Examined {
  readonly look: Look;
  readonly preview?: Buffer;
  /** What it says, as far as it is searched. */
  readonly text?: string;
}

async function examine(blobs: Blobs, images: Images, content: Readable): Promise<Examined> {
  const begins = await bytesOf(blobs, content, Math.min(content.bytes, limits.files.textPreviewBytesMax));
  const type = typeOf(begins, begins.length === content.bytes);
  const look = { v: 1, type } as const;
  if (type === 'text/plain') {
    const preview = firstLines(begins);
    const text = decoded(begins.subarray(0, limits.files.searchedBytesMax));
    return preview.length > 0 ? { look: { ...look, preview: { kind: 'text' } }, preview, text } : { look };
  }
  const open = type === 'application/pdf' ? images.firstPage : IMAGES.has(type) ? images.remake : undefined;
  if (!open || content.bytes > limits.files.previewedBytesMax) return { look };
  try {
    const preview = await open(await bytesOf(blobs, content, content.bytes), limits.files.previewSide);
    return { look: { ...look, preview: { kind: 'image', ...sizeOf(preview) } }, preview };
  } catch (error) {
    // It only claims to be one, or is too large to be opened: then it has no preview.
    if (error instanceof Problem && error.status === 422) return { look };
    throw error;
  }
}

async function bytesOf(blobs: Blobs, content: Readable, end: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of blobs.read(content, { start: 0, end })) pieces.push(piece);
  return Buffer.concat(pieces);
}

const IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** First bytes in Latin-1, with `?` for any; the media types of IANA. */
const SIGNS: readonly (readonly [string, string])[] = [
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF????WEBP', 'image/webp'],
  ['RIFF????WAVE', 'audio/wav'],
  ['%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x1f\x8b', 'application/gzip'],
  ['\x28\xb5\x2f\xfd', 'application/zstd'],
  ['????ftyp', 'video/mp4'],
  ['\x1a\x45\xdf\xa3', 'video/webm'],
  ['OggS', 'audio/ogg'],
  ['ID3', 'audio/mpeg'],
  ['fLaC', 'audio/flac'],
];

export function typeOf(begins: Buffer, isWhole: boolean): string {
  const start = begins.toString('latin1', 0, 32);
  const sign = SIGNS.find(([signs]) => [...signs].every((one, at) => one === '?' || one === start[at]));
  if (sign) return sign[1];
  return isText(begins, isWhole) ? 'text/plain' : 'application/octet-stream';
}

/** Without controls but for space; where it was cut, the last character may be cut as well. */
function isText(bytes: Buffer, isWhole: boolean): boolean {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes, { stream: !isWhole });
    return !/[^\P{Cc}\t\n\f\r]/u.test(text);
  } catch {
    return false;
  }
}

/** UTF-16 where its mark says so, as Windows writes it; else UTF-8. Other encodings cannot be told apart. */
function encodingOf(begins: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const mark = begins.toString('latin1', 0, 2);
  if (mark === '\xff\xfe') return 'utf-16le';
  return mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
}

/** The beginning of a text without its mark; a character that was cut is left out. */
const decoded = (begins: Buffer): string => new TextDecoder(encodingOf(begins)).decode(begins, { stream: true });

function firstLines(begins: Buffer): Buffer {
  const { previewLines, previewLineCharacters } = limits.files;
  const lines = decoded(begins)
    .split(/\r\n|\r|\n|\f/)
    .slice(0, previewLines);
  return Buffer.from(
    lines
      .map((line) => [...line].slice(0, previewLineCharacters).join(''))
      .join('\n')
      .trimEnd(),
  );
}
