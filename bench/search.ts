/** How long a search takes in a channel with a million messages: median and slowest of some, one at a time. */
import type { Static } from 'typebox';
import type { SearchResult } from '#contract/search.ts';
import { ask, openConnection } from './http.ts';
import { quantiles } from './load.ts';
import type { Figure } from './question.ts';
import type { Stage } from './stage.ts';
import { COMMON_WORD, RARE_WORD, TWO_WORDS } from './texts.ts';

/** The embedded store takes many minutes to index a million. */
const messages = { postgres: 1_000_000, embedded: 200_000 };
const asked = 20;

export async function search(stage: Stage): Promise<Figure[]> {
  const { members } = await stage.people();
  const count = messages[stage.engine];
  const start = performance.now();
  await stage.channel('search', count);
  const fillMs = performance.now() - start;
  const connection = await openConnection(stage.port(), members[0]?.token ?? '');
  const timed = async (what: string, query: string, aim?: string): Promise<Figure[]> => {
    const latencies: number[] = [];
    let found = 0;
    for (let times = 0; times < asked; times++) {
      const begin = performance.now();
      const path = `/v1/search?q=${encodeURIComponent(query)}`;
      found = (await ask<Static<typeof SearchResult>>(connection, 'GET', path)).messages.length;
      latencies.push(performance.now() - begin);
    }
    const { p50Ms, maxMs } = quantiles(latencies);
    return [
      { what: `${what} (${found} on the page)`, value: p50Ms, unit: 'ms', ...(aim ? { aim } : {}) },
      { what: `${what}, slowest of ${asked}`, value: maxMs, unit: 'ms' },
    ];
  };
  const figures = [
    { what: 'messages', value: count, unit: '' },
    { what: 'filled', value: (count * 1000) / fillMs, unit: 'messages/s' },
    ...(await timed('a rare word', RARE_WORD, '≤ 50')),
    ...(await timed('the most common word', COMMON_WORD)),
    ...(await timed('two common words', TWO_WORDS)),
    ...(await timed('a rare and a common word', `${RARE_WORD} ${COMMON_WORD}`)),
    ...(await timed('a phrase', `"${TWO_WORDS}"`)),
  ];
  connection.close();
  return figures;
}
