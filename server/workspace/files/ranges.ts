import { problem } from '#platform/problem.ts';

export const rangeBeyondEnd = problem<{ bytes: number }>(
  'files/range-beyond-end',
  416,
  'The file ends before this range begins.',
);

/** From `start` up to and without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that `Range` asks for (RFC 9110, section 14); undefined means the whole: also for a header that is no
 * range of bytes, or names several, which a server may ignore. Throws `rangeBeyondEnd`.
 */
export function rangeOf(header: string | undefined, bytes: number): Range | undefined {
  const [, first, last] = /^bytes=(\d{1,15})?-(\d{1,15})?$/.exec(header ?? '') ?? [];
  if (first === undefined && last === undefined) return undefined;
  if (first === undefined) {
    const suffix = Math.min(Number(last), bytes);
    if (suffix === 0) throw rangeBeyondEnd({ bytes });
    return { start: bytes - suffix, end: bytes };
  }
  const start = Number(first);
  const end = last === undefined ? bytes : Math.min(Number(last) + 1, bytes);
  if (last !== undefined && Number(last) < start) return undefined;
  if (start >= bytes) throw rangeBeyondEnd({ bytes });
  return { start, end };
}
