import type { TeamId } from '#contract/ids.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Images } from '#platform/images/images.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import type { Units } from '#platform/work.ts';
import { fetchImage } from './fetch-image.ts';
import { fetchPage } from './fetch-page.ts';
import { attachCards, type FoundCard, type Linked, linksWithoutCard } from './link-cards.ts';

interface Means {
  readonly egress: Egress;
  readonly images: Pick<Images, 'remake'>;
  readonly blobs: Blobs;
}

export const linkCardJob = (means: Means): FactJob<'message.linked', Linked> => ({
  name: 'make-link-cards',
  says: 'Asks the pages that a message links to what they say of themselves.',
  onFact: 'message.linked',
  ids: ({ channel, ts, at }) => ({ channel, ts, at }),
  deadlineMs: 2 * limits.linkCards.fetchMs + MINUTE_MS,
  attemptsMax: 2,
  atOnce: limits.linkCards.atOnceMax,
  async run(units, team, linked, signal) {
    const links = await units.open({ team }, (work) => linksWithoutCard(work, linked));
    const found = (await Promise.all(links.map((url) => cardOf(means, units, team, url, signal)))).flat();
    if (found.length > 0) await units.open({ team }, (work) => attachCards(work, linked.channel, linked.ts, found));
  },
});

/** One, or none. What is kept of an image that no card comes to have is swept after a day. */
async function cardOf(
  { egress, images, blobs }: Means,
  units: Units,
  team: TeamId,
  url: string,
  signal: AbortSignal,
): Promise<FoundCard[]> {
  const page = await fetchPage(egress, url, signal);
  if (!page) return [];
  const { imageUrl, ...said } = page;
  const image = imageUrl === undefined ? undefined : await fetchImage(egress, images, imageUrl, signal);
  if (!image) return [{ ...said, url }];
  const { bytes, ...size } = image;
  return [{ ...said, url, image: { blob: await blobs.keep(units, team, bytes), ...size } }];
}
