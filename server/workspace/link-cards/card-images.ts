/**
 * The images of cards. The danger: bytes of strangers, and bytes that outlive their card. The principle: an image was
 * made anew before it is kept, lies sealed as files do, and goes in the unit of work in which its card goes. The
 * boundary: whoever may read the message may see it.
 */
import type { ChannelId, Ts } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { type BlobId, openForReading, type Readable } from '#platform/blobs/blobs.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import type { BodyCard } from '../channel-log/channel-log.ts';
import { readableChannel } from '../channels/channels.ts';
import { dropUnheld } from '../files/files.ts';
import { cardImageAt, deleteCardImages } from './card-images.sql.ts';

export const noCardImage = problem('link-cards/no-image', 404, 'There is no such card at this message, or no image.');

export async function openCardImage(work: Work, actor: Actor, id: ChannelId, ts: Ts, card: number): Promise<Readable> {
  const channel = await readableChannel(work, actor, id);
  const blob = await cardImageAt(work.sql, channel.id, ts, card);
  if (!blob) throw noCardImage();
  const content = await openForReading(work, blob);
  if (!content) throw new Error('The image of a card is shown and its blob is not whole.');
  return content;
}

/** The images of a locked channel's message go, but those of the cards that it has still. */
export async function dropCardImages(
  work: Work,
  channel: ChannelId,
  ts: Ts,
  cards: readonly BodyCard[] = [],
): Promise<void> {
  const kept = cards.filter(({ image }) => image).map(({ id }) => id);
  await dropUnwanted(work, await deleteCardImages(work.sql, channel, ts, kept));
}

/** Blobs of images that no card came to have. */
export async function dropUnwanted(work: Work, blobs: readonly BlobId[]): Promise<void> {
  if (blobs.length > 0) await dropUnheld(work, blobs);
}
