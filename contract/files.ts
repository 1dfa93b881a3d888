import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { FileIdSchema, MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

/** What can be shown of a file without opening it: an image in WebP, or the first lines of a text. */
export const Preview = Type.Object({
  kind: Type.String({ description: 'image or text.' }),
  width: Type.Optional(Type.Integer({ description: 'Pixels.' })),
  height: Type.Optional(Type.Integer()),
});

/** A file as its message shows it. */
export const MessageFile = Type.Object({
  id: Type.Optional(Type.String({ description: 'F…; absent when the bytes stayed where it was imported from.' })),
  name: Type.String(),
  type: Type.Optional(Type.String({ description: 'The media type, as found in the content; for showing only.' })),
  size: Type.Optional(Type.Integer({ description: 'Bytes.' })),
  preview: Type.Optional(Preview),
  from: Type.Optional(Type.String({ description: 'The product that it was imported from; the bytes stayed there.' })),
});

/** The files that a post carries: whole uploads of the author. */
export const AttachedFiles = Type.Array(FileIdSchema, { maxItems: 10, uniqueItems: true });

export const File = Type.Object({
  id: FileIdSchema,
  name: Type.String(),
  size: Type.Integer({ description: 'Bytes.' }),
  type: Type.Optional(Type.String()),
  preview: Type.Optional(Preview),
  uploader: MemberIdSchema,
  uploadedAt: Time,
});
export const FileParams = Type.Object({ file: FileIdSchema }, closed);
export const ContentHeaders = Type.Object(
  {
    range: Type.Optional(Type.String({ maxLength: 200, description: 'One range of bytes (RFC 9110).' })),
    'if-range': Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);

const Count = Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$' });
/** The headers of tus 1.0 (https://tus.io/protocols/resumable-upload). */
const Resumable = Type.Optional(Type.String({ maxLength: 20 }));
export const ResumableHeaders = Type.Object({ 'tus-resumable': Resumable }, closed);
export const BeginHeaders = Type.Object(
  {
    'tus-resumable': Resumable,
    'upload-length': Count,
    'upload-metadata': Type.String({ maxLength: 4_096, description: 'filename and its text in base64.' }),
  },
  closed,
);
export const ContinueHeaders = Type.Object(
  {
    'tus-resumable': Resumable,
    'upload-offset': Count,
    'upload-checksum': Type.Optional(Type.String({ maxLength: 200, description: 'sha1 or sha256, and it in base64.' })),
    'content-length': Type.Optional(Count),
  },
  closed,
);

const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const FileAllowance = Type.Object({ teamBytes: Bytes, memberBytes: Bytes }, closed);
export const FileUsage = Type.Object({
  teamBytes: Bytes,
  memberBytes: Bytes,
  allowance: FileAllowance,
});

export type Preview = Static<typeof Preview>;
export type MessageFile = Static<typeof MessageFile>;
export type File = Static<typeof File>;
export type FileAllowance = Static<typeof FileAllowance>;
export type FileUsage = Static<typeof FileUsage>;
