import type { MessageFile } from '#contract/files.ts';

/** What people call kinds of files, by beginnings of media types (IANA) and by what names end with. */
const kinds: Readonly<Record<string, { readonly media: readonly string[]; readonly ends: readonly string[] }>> = {
  image: { media: ['image/'], ends: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'svg', 'bmp', 'tiff'] },
  video: { media: ['video/'], ends: ['mp4', 'mov', 'webm', 'mkv', 'avi'] },
  audio: { media: ['audio/'], ends: ['mp3', 'm4a', 'ogg', 'opus', 'wav', 'flac'] },
  pdf: { media: ['application/pdf'], ends: ['pdf'] },
  text: { media: ['text/', 'application/json'], ends: ['txt', 'md', 'log', 'csv', 'json', 'yaml', 'yml', 'xml'] },
  document: {
    media: ['application/msword', 'application/vnd.openxmlformats-officedocument.wordprocessing'],
    ends: ['doc', 'docx', 'odt', 'rtf', 'pages'],
  },
  spreadsheet: {
    media: ['application/vnd.ms-excel', 'application/vnd.openxmlformats-officedocument.spreadsheet', 'text/csv'],
    ends: ['xls', 'xlsx', 'ods', 'csv', 'numbers'],
  },
  presentation: {
    media: ['application/vnd.ms-powerpoint', 'application/vnd.openxmlformats-officedocument.presentation'],
    ends: ['ppt', 'pptx', 'odp', 'key'],
  },
  archive: {
    media: ['application/zip', 'application/gzip', 'application/x-tar', 'application/x-7z-compressed'],
    ends: ['zip', 'gz', 'tgz', 'tar', '7z', 'rar', 'xz', 'zst'],
  },
};

/** What says little about a content: others than these are known by their first bytes. */
const vague = new Set([undefined, 'application/octet-stream', 'application/zip', 'text/plain']);

/**
 * Whether a file is of a kind (`image`), of a media type (`image/png`) or has a name that ends so (`csv`). The media
 * type is what its content was found to be; a kind goes by the name where that is not known, or says little.
 */
export function isOfType({ name, type }: Pick<MessageFile, 'name' | 'type'>, wanted: string): boolean {
  const asked = wanted.toLowerCase().replace(/^\./, '');
  const end = /\.([^.]+)$/.exec(name.toLowerCase())?.[1];
  const kind = Object.hasOwn(kinds, asked) ? kinds[asked] : undefined;
  if (!kind) return end === asked || type === asked;
  const isNamed = end !== undefined && Object.values(kinds).some(({ ends }) => ends.includes(end));
  if (isNamed && vague.has(type)) return kind.ends.includes(end);
  return type !== undefined && kind.media.some((one) => type.startsWith(one));
}
