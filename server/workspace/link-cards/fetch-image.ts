import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { type Images, sizeOf } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';

const POLICY: EgressPolicy = {
  purpose: 'link-card',
  plain: true,
  redirectsMax: 3,
  bytesMax: limits.linkCards.imageBytesMax,
  longer: 'refuse',
  wholeMs: limits.linkCards.fetchMs,
};

export interface FetchedImage {
  /** A WebP that was made here. */
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** What a page shows of itself, made anew; undefined if nothing comes, or nothing that can be opened. */
export async function fetchImage(
  egress: Egress,
  images: Pick<Images, 'remake'>,
  url: string,
  signal: AbortSignal,
): Promise<FetchedImage | undefined> {
  const headers = { accept: 'image/webp,image/png,image/jpeg,image/gif', 'user-agent': 'Wardroom link cards' };
  try {
    const { status, body } = await egress.request({ url, method: 'GET', headers }, POLICY, signal);
    if (status !== 200) return undefined;
    const bytes = await images.remake(body, limits.linkCards.imageSide);
    // One that moves for long stays large.
    return bytes.length > limits.linkCards.imageKeptBytesMax ? undefined : { bytes, ...sizeOf(bytes) };
  } catch (error) {
    // The door counts what happened; the card comes without an image, whatever the reason.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
