/** How long a search takes in a channel with a million messages, and its CPU time: some of each, one at a time. */
import type { Static } from 'typebox';
import type { SearchResult } from '#contract/search.ts';
import { ask, openConnection } from './http.ts';
import { quantiles } from './load.ts';
import { costFigures, type Figure } from './question.ts';
import type { Stage } from './stage.ts';
import { COMMON_WORD, RARE_WORD, TWO_WORDS } from './texts.ts';

/** The embedded store takes many minutes to index a million. */
const messages = { postgres: 1_000_000, embedded: 200_000 };
const asked = 20;
const warmUp = 5;

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
    let before = await stage.cost();
    for (let times = 0; times < warmUp + asked; times++) {
      if (times === warmUp) before = await stage.cost();
      const begin = performance.now();
      const path = `/v1/search?${query}`;
      found = (await ask<Static<typeof SearchResult>>(connection, 'GET', path)).messages.length;
      if (times >= warmUp) latencies.push(performance.now() - begin);
    }
    const after = await stage.cost();
    const { p50Ms, maxMs } = quantiles(latencies);
    return [
      { what: `${what} (${found} on the page)`, value: p50Ms, unit: 'ms', ...(aim ? { aim } : {}) },
      { what: `${what}, slowest of ${asked}`, value: maxMs, unit: 'ms' },
      ...costFigures(stage, before, after, asked, what),
    ];
  };
  const figures = [
    { what: 'messages', value: count, unit: '' },
    { what: 'filled', value: (count * 1000) / fillMs, unit: 'messages/s' },
    ...(await timed('a rare word', asks(RARE_WORD), '≤ 50')),
    ...(await timed('the most common word', asks(COMMON_WORD))),
    ...(await timed('two common words', asks(TWO_WORDS))),
    ...(await timed('a rare and a common word', asks(`${RARE_WORD} ${COMMON_WORD}`))),
    ...(await timed('a phrase', asks(`"${TWO_WORDS}"`))),
    ...(await timed('a rare word by relevance', asks(RARE_WORD, 'relevant'), '≤ 50')),
    ...(await timed('the most common word by relevance', asks(COMMON_WORD, 'relevant'))),
    ...(await timed('two common words by relevance', asks(TWO_WORDS, 'relevant'))),
  ];
  connection.close();
  return figures;
}

const asks = (q: string, sort = 'recent'): string => new URLSearchParams({ q, sort }).toString();
