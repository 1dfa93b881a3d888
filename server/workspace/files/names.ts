import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';

export const nameRefused = problem(
  'files/name-refused',
  422,
  'A file needs a name of at most 255 bytes, without slashes, control characters or marks that turn the writing round.',
);

// Controls, line separators, what changes the direction of writing (it hides an extension), halves of pairs, slashes.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff/\\]/u;

/** The name as it is kept: composed (NFC), so that one typed on another system is found. Throws `nameRefused`. */
export function fileNameOf(typed: string): string {
  const name = typed.normalize('NFC').trim();
  const isTooLong = Buffer.byteLength(name) > limits.files.nameBytesMax;
  if (name === '' || name === '.' || name === '..' || isTooLong || UNSAFE.test(name)) throw nameRefused();
  return name;
}

/** `Content-Disposition` for saving under this name (RFC 6266): plain letters for old clients, all of it for others. */
export function savedAs(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["%\\]/g, '_');
  const whole = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
