import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { limits } from '../limits.ts';
import { type BlobStore, bytesMissing, storageUnavailable } from './store.ts';

/** Where a bucket is and who may use it. */
export interface Bucket {
  /** `https://key:secret@host/bucket` or `…/bucket/prefix`; plain http only on this very machine. */
  readonly url: string;
  readonly region: string;
}

/**
 * Objects in a bucket of S3 or of something that speaks its protocol. The SDK verifies certificates; nothing here can
 * switch that off. Ciphertext is authenticated by its key, so checksums are sent only where the protocol needs them,
 * which older servers ask for.
 */
export function openS3Store({ url, region }: Bucket): BlobStore {
  const { endpoint, credentials, bucket, prefix } = takeApart(url);
  const client = new S3Client({
    endpoint,
    credentials,
    region,
    forcePathStyle: true,
    maxAttempts: limits.blobs.attemptsMax,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.blobs.connectMs,
      socketTimeout: limits.blobs.idleMs,
      httpsAgent: { maxSockets: limits.blobs.connectionsMax },
      httpAgent: { maxSockets: limits.blobs.connectionsMax },
    },
  });
  const at = (name: string) => ({ Bucket: bucket, Key: prefix + name });

  return {
    async put(name, pieces) {
      const Body = Buffer.concat(pieces);
      await client.send(new PutObjectCommand({ ...at(name), Body, ContentLength: Body.length })).catch(translate);
    },

    async get(name, start, length) {
      const Range = `bytes=${start}-${start + length - 1}`;
      const { Body } = await client.send(new GetObjectCommand({ ...at(name), Range })).catch(translate);
      const bytes = await (Body?.transformToByteArray() ?? Promise.reject(bytesMissing())).catch(translate);
      if (bytes.length !== length) throw bytesMissing();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },

    async remove(names) {
      if (names.length === 0) return;
      const Delete = { Objects: names.map((name) => ({ Key: prefix + name })), Quiet: true };
      const { Errors = [] } = await client
        .send(new DeleteObjectsCommand({ Bucket: bucket, Delete }))
        .catch<never>(translate);
      if (Errors.some(({ Code }) => Code !== 'NoSuchKey')) throw storageUnavailable();
    },

    async has(name) {
      return await client.send(new HeadObjectCommand(at(name))).then(
        () => true,
        (error: unknown) => (isMissing(error) ? false : translate(error)),
      );
    },

    async list(after, limit) {
      const wanted = { Bucket: bucket, Prefix: prefix, StartAfter: prefix + after, MaxKeys: limit };
      const { Contents = [] } = await client.send(new ListObjectsV2Command(wanted)).catch<never>(translate);
      return Contents.map(({ Key = '' }) => Key.slice(prefix.length));
    },

    close() {
      client.destroy();
    },
  };
}

function takeApart(text: string) {
  const url = new URL(text);
  const [bucket = '', ...folders] = url.pathname.split('/').filter((part) => part !== '');
  return {
    endpoint: url.origin,
    credentials: {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    },
    bucket,
    prefix: folders.map((folder) => `${folder}/`).join(''),
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

/** What the store says stays in the log, as the cause. */
function translate(error: unknown): never {
  const isOutOfRange = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
  throw Object.assign(isMissing(error) || isOutOfRange ? bytesMissing() : storageUnavailable(), { cause: error });
}
