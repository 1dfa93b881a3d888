import { Readable } from 'node:stream';
import { ContentHeaders, File, FileAllowance, FileParams, FileUsage } from '#contract/files.ts';
import type { FileId } from '#contract/ids.ts';
import { type Actor, longRoute, route } from '#identity/access/access.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import type { Units } from '#platform/work.ts';
import { deleteFile, openContent, openPreview, readFile } from './files.ts';
import { savedAs } from './names.ts';
import { rangeOf } from './ranges.ts';
import { readUsage, setAllowance } from './usage.ts';

/** Whatever the bytes are, a browser runs nothing of them, shows nothing of them and lets them reach nothing. */
const SANDBOX = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
} as const;

export const fileRoutes = (blobs: Blobs): Route[] => [
  route(
    'GET /v1/files/usage',
    { may: 'files.use', says: 'How much room files take, of the team and of oneself.', reply: FileUsage },
    (work, { actor }) => readUsage(work, actor),
  ),
  route(
    'PUT /v1/files/allowance',
    { may: 'files.manage', says: 'How much room files may take.', body: FileAllowance, reply: FileUsage },
    (work, { actor, body }) => setAllowance(work, actor, body),
  ),
  route(
    'GET /v1/files/:file',
    { may: 'files.use', says: 'What a file is called and what it is.', params: FileParams, reply: File },
    (work, { actor, params }) => readFile(work, actor, params.file),
  ),
  longRoute(
    'GET /v1/files/:file/content',
    {
      may: 'files.use',
      says: 'The bytes of a file, or a range of them, for saving.',
      params: FileParams,
      headers: ContentHeaders,
    },
    (units, { actor, params, headers }) => sendContent(units, blobs, actor, params.file, headers),
  ),
  longRoute(
    'GET /v1/files/:file/preview',
    {
      may: 'files.use',
      says: 'A small image in WebP, or the first lines in plain text.',
      params: FileParams,
      status: 200,
    },
    (units, { actor, params }) => sendPreview(units, blobs, actor, params.file),
  ),
  route(
    'DELETE /v1/files/:file',
    {
      may: 'files.use',
      says: 'Delete a file: its bytes, previews and name are gone from every message.',
      params: FileParams,
    },
    (work, { actor, params }) => deleteFile(work, actor, params.file),
  ),
];

async function sendContent(
  units: Units,
  blobs: Blobs,
  actor: Actor,
  file: FileId,
  asked: { readonly range?: string; readonly 'if-range'?: string },
): Promise<Reply<never>> {
  const { name, content } = await units.open({ team: actor.team }, (work) => openContent(work, actor, file));
  const tag = `"${file}"`;
  const isSame = asked['if-range'] === undefined || asked['if-range'] === tag;
  const range = isSame ? rangeOf(asked.range, content.bytes) : undefined;
  const { start, end } = range ?? { start: 0, end: content.bytes };
  return {
    status: range ? 206 : 200,
    headers: {
      ...SANDBOX,
      'content-type': 'application/octet-stream',
      'content-disposition': savedAs(name),
      'content-length': String(end - start),
      'accept-ranges': 'bytes',
      etag: tag,
      ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${content.bytes}` } : {}),
    },
    body: await begun(blobs.read(content, { start, end })),
  };
}

async function sendPreview(units: Units, blobs: Blobs, actor: Actor, file: FileId): Promise<Reply<never>> {
  const { kind, content } = await units.open({ team: actor.team }, (work) => openPreview(work, actor, file));
  return {
    headers: {
      ...SANDBOX,
      'content-type': kind === 'image' ? 'image/webp' : 'text/plain; charset=utf-8',
      'content-disposition': 'inline',
      'content-length': String(content.bytes),
    },
    body: await begun(blobs.read(content, { start: 0, end: content.bytes })),
  };
}

/** The first bytes are there before the answer begins: when they are missing, it is a refusal. */
async function begun(bytes: AsyncGenerator<Buffer>): Promise<Readable> {
  const first = await bytes.next();
  async function* all(): AsyncGenerator<Buffer> {
    if (!first.done) yield first.value;
    yield* bytes;
  }
  return Readable.from(all(), { objectMode: false, highWaterMark: 0 });
}
