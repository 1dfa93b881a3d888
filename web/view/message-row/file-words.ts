/** What a file is and how large, in words. */
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

const units = ['bytes', 'KB', 'MB', 'GB'];

/** "14 KB", of 1,024 bytes each. */
export function sizeOf(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const shown = size >= 10 || unit === 0 ? Math.round(size) : Math.round(size * 10) / 10;
  return `${shown} ${units[unit]}`;
}
