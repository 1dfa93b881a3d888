import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import type { PageSummary } from './page.ts';

const POLICY: EgressPolicy = {
  purpose: 'link-card',
  // What was linked is what is asked for; nothing secret goes along.
  plain: true,
  redirectsMax: 3,
  bytesMax: limits.linkCards.pageBytesMax,
  longer: 'cut',
  wholeMs: limits.linkCards.fetchMs,
};

/** What the page says of itself; undefined if it does not answer, is private, or is no page. */
export async function fetchPage(egress: Egress, url: string, signal: AbortSignal): Promise<PageSummary | undefined> {
  const headers = { accept: 'text/html,application/xhtml+xml', 'user-agent': 'Wardroom link cards' };
  try {
    const answer = await egress.request({ url, method: 'GET', headers }, POLICY, signal);
    if (answer.status !== 200) return undefined;
    // Loaded with the first page: a start should not wait for the reader of HTML.
    const { summaryOf } = await import('./page.ts');
    return summaryOf(answer.body, answer.headers['content-type'] ?? '', answer.url);
  } catch (error) {
    // The door counts what happened; for whoever wrote the link there is no card, whatever the reason.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
