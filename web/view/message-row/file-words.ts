/** What a file is, in words. */
import type { MessageFile } from '#contract/files.ts';

const kinds: readonly (readonly [type: RegExp, word: string])[] = [
  [/^application\/pdf$/, 'PDF'],
  [/^image\//, 'Image'],
  [/^video\//, 'Video'],
  [/^audio\//, 'Sound'],
  [/^text\//, 'Text'],
  [/(zip|gzip|x-tar|x-7z|zstd)/, 'Archive'],
];

/** By its content where that is known, or else by the end of its name: "PDF", "Text", "MD". */
export function kindOf({ type = '', name }: MessageFile): string {
  const [, ending] = /\.([a-z0-9]{1,5})$/i.exec(name) ?? [];
  const [, word] = kinds.find(([one]) => one.test(type)) ?? [];
  return word ?? ending?.toUpperCase() ?? 'File';
}
