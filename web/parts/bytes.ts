/** Sizes as people write them, in the language of the browser unless one is given. */

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `812 bytes`, `14 MB`, `2.3 GB`: powers of a thousand, as disks are sold. */
export function bytesInWords(bytes: number, locale?: string): string {
  let [value, at] = [bytes, 0];
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const digits = at > 0 && value < 9.95 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[at]}`;
}
