import { BeginHeaders, ContinueHeaders, FileParams, ResumableHeaders } from '#contract/files.ts';
import { publicId } from '#contract/ids.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import { checksumOf, fileNameIn, requireTus, TUS_ABILITIES, TUS_ANSWERS } from './tus.ts';
import type { UploadStanding, Uploads } from './uploads.ts';

/** Resumable uploads by tus 1.0. The id of an upload is that of the file that it becomes. */
export const uploadRoutes = (uploads: Uploads): Route[] => [...aboutUploads(uploads), ...changingUploads(uploads)];

const aboutUploads = (uploads: Uploads): Route[] => [
  longRoute(
    'OPTIONS /v1/uploads',
    { may: 'files.use', says: 'What this server can of tus.', answers: TUS_ANSWERS },
    async (): Promise<Reply<void>> => ({ headers: TUS_ABILITIES, body: undefined }),
  ),
  longRoute(
    'HEAD /v1/uploads/:file',
    {
      may: 'files.use',
      says: 'How far one’s own upload has come.',
      params: FileParams,
      headers: ResumableHeaders,
      answers: TUS_ANSWERS,
      status: 200,
    },
    async (_units, { actor, params, headers }) => {
      requireTus(headers);
      const standing = await uploads.standing(actor, params.file);
      return { headers: { ...headersOf(standing), 'upload-length': String(standing.bytes) }, body: undefined };
    },
  ),
];

const changingUploads = (uploads: Uploads): Route[] => [
  longRoute(
    'POST /v1/uploads',
    {
      may: 'files.use',
      says: 'Begin an upload of Upload-Length bytes; its address comes as Location.',
      headers: BeginHeaders,
      answers: TUS_ANSWERS,
      status: 201,
    },
    async (_units, { actor, headers }) => {
      requireTus(headers);
      const upload = { bytes: Number(headers['upload-length']), name: fileNameIn(headers['upload-metadata']) };
      const begun = await uploads.begin(actor, upload);
      const location = `/v1/uploads/${publicId('F', begun.file)}`;
      return { headers: { location, ...headersOf(begun) }, body: undefined };
    },
  ),
  longRoute(
    'PATCH /v1/uploads/:file',
    {
      may: 'files.use',
      says: 'Go on with an upload from Upload-Offset.',
      params: FileParams,
      headers: ContinueHeaders,
      content: 'application/offset+octet-stream',
      answers: TUS_ANSWERS,
    },
    async (_units, { actor, params, headers, content }) => {
      requireTus(headers);
      const length = headers['content-length'];
      const coming = {
        offset: Number(headers['upload-offset']),
        length: length === undefined ? undefined : Number(length),
        checksum: checksumOf(headers['upload-checksum']),
      };
      return { headers: headersOf(await uploads.receive(actor, params.file, coming, content)), body: undefined };
    },
  ),
  longRoute(
    'DELETE /v1/uploads/:file',
    {
      may: 'files.use',
      says: 'Give up an upload; what had come goes.',
      params: FileParams,
      headers: ResumableHeaders,
      answers: TUS_ANSWERS,
    },
    async (_units, { actor, params, headers }): Promise<Reply<void>> => {
      requireTus(headers);
      await uploads.abandon(actor, params.file);
      return { headers: {}, body: undefined };
    },
  ),
];

const headersOf = ({ offset, expiresAt }: UploadStanding): Record<string, string> => ({
  'upload-offset': String(offset),
  ...(expiresAt ? { 'upload-expires': expiresAt.toUTCString() } : {}),
});
