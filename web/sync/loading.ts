/** Which conversations and threads are looked at, and that what is looked at is loaded. */

import type { Api } from './api.ts';
import { createPages, type Pages } from './pages.ts';
import type { Conversation } from './state.ts';
import type { Store } from './store.ts';

/** The promises throw `Refusal` or `Unreachable`; what was loaded before stays. */
export interface Loading {
  /** The newest page, unless something of it is there. */
  openConversation(channel: string): Promise<void>;
  /** It is not looked at any more. */
  closeConversation(channel: string): void;
  /** Of the conversation, or of the thread with this first message. */
  loadEarlier(channel: string, threadTs?: string): Promise<void>;
  loadLater(channel: string, threadTs?: string): Promise<void>;
  /** The newest page again, after a jump into the past. */
  jumpToLatest(channel: string): Promise<void>;
  /** What stands around a message of the timeline. */
  jumpTo(channel: string, ts: string): Promise<void>;
  openThread(channel: string, ts: string): Promise<void>;
  /** After everything had to be thrown away: what is looked at is loaded again. */
  reload(): void;
}

const conversationsKept = 50;
const messagesKeptUnseen = 100;
/** Of the one that is looked at: several times what any screen shows, and what is loaded ahead on both sides. */
const messagesKeptSeen = 600;

/** `schedule`: runs something at the next good moment to draw. */
export function createLoading(api: Api, store: Store, schedule: (run: () => void) => void): Loading {
  const pages = onceAtATime(createPages(api, store));
  /** The last opened comes last. */
  const opened = new Set<string>();
  /** On the way to a message: the newest page must not take the place of the one around it. */
  const jumping = new Set<string>();
  const openThreads = new Map<string, Set<string>>();
  const of = (channel: string): Conversation | undefined => store.state().conversations.get(channel);

  const look = (channel: string): void => {
    opened.delete(channel);
    opened.add(channel);
    for (const one of [...opened].slice(0, -conversationsKept)) {
      opened.delete(one);
      store.put({ kind: 'unloaded', channel: one, most: 0 });
    }
  };
  const beside = async (kind: 'earlier' | 'later', channel: string, threadTs?: string): Promise<void> => {
    await pages.beside(kind, channel, threadTs);
    if (threadTs !== undefined) return;
    const side = kind === 'earlier' ? 'later' : 'earlier';
    // Once what came is drawn: a list keeps its place when it grows at one end, or loses what is at the other, and
    // cannot tell both at once.
    schedule(() => schedule(() => store.put({ kind: 'trimmed', channel, side, most: messagesKeptSeen })));
  };
  return {
    async openConversation(channel) {
      look(channel);
      if (!of(channel)?.timeline) await pages.latest(channel);
    },
    closeConversation(channel) {
      openThreads.delete(channel);
      store.put({ kind: 'unloaded', channel, most: messagesKeptUnseen });
    },
    loadEarlier: (channel, threadTs) => beside('earlier', channel, threadTs),
    loadLater: (channel, threadTs) => beside('later', channel, threadTs),
    jumpToLatest: pages.latest,
    async jumpTo(channel, ts) {
      look(channel);
      const there = of(channel)?.timeline;
      if (there?.messages.some((message) => message.ts === ts)) return;
      jumping.add(channel);
      await pages.around(channel, ts).finally(() => jumping.delete(channel));
    },
    async openThread(channel, ts) {
      openThreads.set(channel, (openThreads.get(channel) ?? new Set()).add(ts));
      if (!of(channel)?.threads.has(ts)) await pages.thread(channel, ts);
    },
    reload() {
      const isBare = (channel: string): boolean => of(channel) !== undefined && !of(channel)?.timeline;
      const looks = [...opened].filter((one) => isBare(one) && !jumping.has(one)).map(pages.latest);
      for (const [channel, threads] of openThreads) {
        for (const ts of threads)
          if (of(channel) && !of(channel)?.threads.has(ts)) looks.push(pages.thread(channel, ts));
      }
      // One that fails is asked for again by whoever looks at it, or after the next connection.
      void Promise.allSettled(looks);
    },
  };
}

/** Who asks for what is being asked for waits for the same answer. */
function onceAtATime(pages: Pages): Pages {
  const underWay = new Map<string, Promise<void>>();
  const once = (key: string, run: () => Promise<void>): Promise<void> => {
    const there = underWay.get(key);
    if (there) return there;
    const one = run().finally(() => underWay.delete(key));
    underWay.set(key, one);
    return one;
  };
  return {
    latest: (channel) => once(`latest ${channel}`, () => pages.latest(channel)),
    around: (channel, ts) => once(`around ${channel} ${ts}`, () => pages.around(channel, ts)),
    thread: (channel, ts) => once(`thread ${channel} ${ts}`, () => pages.thread(channel, ts)),
    beside: (kind, channel, ts) => once(`${kind} ${channel} ${ts}`, () => pages.beside(kind, channel, ts)),
  };
}
