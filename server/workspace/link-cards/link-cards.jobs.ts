import { SECOND_MS } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import { fetchPage } from './fetch-page.ts';
import { attachCards, type Linked, linksWithoutCard } from './link-cards.ts';

export const linkCardJob = (egress: Egress): FactJob<'message.linked', Linked> => ({
  name: 'make-link-cards',
  says: 'Asks the pages that a message links to what they say of themselves.',
  onFact: 'message.linked',
  ids: ({ channel, ts, at }) => ({ channel, ts, at }),
  deadlineMs: limits.linkCards.fetchMs + 30 * SECOND_MS,
  attemptsMax: 2,
  atOnce: limits.linkCards.atOnceMax,
  async run(units, team, linked, signal) {
    const links = await units.open({ team }, (work) => linksWithoutCard(work, linked));
    const pages = await Promise.all(
      links.map(async (url) => {
        const page = await fetchPage(egress, url, signal);
        return page ? [{ ...page, url }] : [];
      }),
    );
    const found = pages.flat();
    if (found.length > 0) await units.open({ team }, (work) => attachCards(work, linked.channel, linked.ts, found));
  },
});
