/** Asks for pages of timelines and threads, and puts each into the replica with when it was asked for. */
import type { Api } from './api.ts';
import type { AskedAt, Loaded } from './conversation.ts';
import type { Conversation, Stretch } from './state.ts';
import type { Store } from './store.ts';
import type { Page } from './stretch.ts';

const pageSize = 50;
/** Whoever goes on reads on. */
const besideSize = 100;
const BEGINNING = '0.000000';

export interface Pages {
  latest(channel: string): Promise<void>;
  around(channel: string, ts: string): Promise<void>;
  thread(channel: string, ts: string): Promise<void>;
  /** The page before or after what is loaded. */
  beside(kind: 'earlier' | 'later', channel: string, threadTs?: string): Promise<void>;
}

export function createPages(api: Api, store: Store): Pages {
  const of = (channel: string): Conversation | undefined => store.state().conversations.get(channel);
  const page = (channel: string, query: object): Promise<Page> =>
    api.call('GET /v1/channels/:channel/messages', { params: { channel }, query: { limit: pageSize, ...query } });

  const load = async (channel: string, ask: () => Promise<(at: AskedAt) => void>): Promise<void> => {
    const conversation = of(channel);
    if (!conversation) return;
    const at = { epoch: conversation.epoch, number: conversation.number };
    store.put({ kind: 'asking', channel });
    try {
      (await ask())(at);
    } finally {
      store.put({ kind: 'asked', channel, at });
    }
  };
  const timeline = (channel: string, ask: () => Promise<Loaded>): Promise<void> =>
    load(channel, async () => {
      const loaded = await ask();
      return (at) => store.put({ kind: 'timeline', channel, at, loaded });
    });
  const thread = (channel: string, ts: string, ask: () => Promise<Loaded>): Promise<void> =>
    load(channel, async () => {
      const loaded = await ask();
      const isThere = loaded.kind !== 'latest' || loaded.page.messages[0]?.ts === ts;
      const first = isThere ? undefined : (await page(channel, { thread: ts, after: BEGINNING, limit: 1 })).messages[0];
      return (at) => store.put({ kind: 'thread', channel, ts, at, loaded, first });
    });

  return {
    latest: (channel) => timeline(channel, async () => ({ kind: 'latest', page: await page(channel, {}) })),
    around: (channel, ts) =>
      timeline(channel, async () => {
        const sides = [page(channel, { before: ts }), page(channel, { after: justBefore(ts) })] as const;
        const [before, after] = await Promise.all(sides);
        return { kind: 'around', before, after };
      }),
    thread: (channel, ts) =>
      thread(channel, ts, async () => ({ kind: 'latest', page: await page(channel, { thread: ts }) })),
    async beside(kind, channel, threadTs) {
      const stretch = stretchOf(of(channel), threadTs);
      const boundary = kind === 'earlier' ? stretch?.from : stretch?.to;
      if (boundary === undefined) return;
      const side = kind === 'earlier' ? { before: boundary } : { after: boundary };
      const within = threadTs === undefined ? {} : { thread: threadTs };
      const query = { ...side, ...within, limit: besideSize };
      const ask = async (): Promise<Loaded> => ({ kind, boundary, page: await page(channel, query) });
      await (threadTs === undefined ? timeline(channel, ask) : thread(channel, threadTs, ask));
    },
  };
}

const stretchOf = (conversation: Conversation | undefined, threadTs: string | undefined): Stretch | undefined =>
  threadTs === undefined ? conversation?.timeline : conversation?.threads.get(threadTs)?.replies;

/** The place one microsecond earlier. */
export function justBefore(ts: string): string {
  const [seconds = '0', micros = '0'] = ts.split('.');
  if (Number(micros) > 0) return `${seconds}.${String(Number(micros) - 1).padStart(6, '0')}`;
  return `${Number(seconds) - 1}.999999`;
}
