/**
 * One's own posts on their way: per conversation one after the other, one under way at a time, also across tabs. The
 * `clientId` makes sending again harmless, so whatever happened to an answer the post stands once. A post without an
 * answer is tried again until it has one and holds up those behind it, which keeps their order; one that the server
 * refused waits for its writer and holds up nobody.
 */
import type { Static } from 'typebox';
import type { PostMessage } from '#contract/workspace.ts';
import { type Api, Refusal } from './api.ts';
import { type Clock, SECOND_MS } from './clock.ts';
import type { Keep, KeptPost } from './keep.ts';
import type { PendingPost } from './state.ts';

interface Means {
  readonly api: Api;
  readonly keep: Keep;
  readonly clock: Clock;
  /** Runs while no other tab does the same under this name. */
  readonly exclusively: (name: string, run: () => Promise<void>) => Promise<void>;
  readonly tell: (post: PendingPost) => void;
}

export interface Outbox {
  /** What was kept when the page was left is shown, and sent; once. */
  start(): Promise<void>;
  post(post: Omit<KeptPost, 'order' | 'refusal'>): Promise<void>;
  /** Send again: what was refused goes behind the others. */
  retry(clientId: string): Promise<void>;
  /** No longer kept; undefined when it was sent meanwhile. */
  discard(clientId: string): Promise<KeptPost | undefined>;
  /** The log has told it: it is sent, whatever becomes of the answer. */
  told(clientId: string): void;
  /** The connection is back: no waiting any more. */
  wake(): void;
  close(): void;
}

const slowMs = SECOND_MS;
const failedMs = 10 * SECOND_MS;
const backoffMs = [1, 2, 4, 8, 16, 30].map((seconds) => seconds * SECOND_MS);
export const NO_ANSWER = 'The server did not answer. It is kept here and tried again.';

interface Box extends Means {
  readonly over: AbortController;
  /** By conversation: how to end the waiting for the next attempt, and how many there were. */
  readonly waiting: Map<string, () => void>;
  readonly attempts: Map<string, number>;
  readonly sending: Set<string>;
  /** By post: how to end the looks at how late it is. */
  readonly looks: Map<string, () => void>;
  /** Posts that are shown as late: a new attempt does not make them look fresh. */
  readonly late: Set<string>;
  order: number;
}

export function createOutbox(means: Means): Outbox {
  const box: Box = {
    ...means,
    over: new AbortController(),
    waiting: new Map(),
    attempts: new Map(),
    sending: new Set(),
    looks: new Map(),
    late: new Set(),
    order: 0,
  };
  const { keep, clock } = means;
  const find = async (clientId: string): Promise<KeptPost | undefined> =>
    (await keep.posts()).find((one) => one.clientId === clientId);
  /** Behind all others, also those of other tabs. */
  const last = (): number => {
    box.order = Math.max(box.order + 1, clock.now());
    return box.order;
  };
  return {
    async start() {
      const posts = await keep.posts();
      for (const post of posts) enter(box, post);
      for (const channel of new Set(posts.map((post) => post.channel))) void drain(box, channel);
    },
    async post(post) {
      const kept = { ...post, order: last() };
      enter(box, kept);
      await keep.putPost(kept);
      await drain(box, post.channel);
    },
    async retry(clientId) {
      const post = await find(clientId);
      if (!post) return;
      const { refusal, ...again } = post;
      const anew = { ...again, order: refusal === undefined ? post.order : last() };
      if (refusal !== undefined) await keep.putPost(anew);
      enter(box, anew);
      await drain(box, post.channel);
    },
    async discard(clientId) {
      const post = await find(clientId);
      await keep.removePost(clientId);
      leave(box, clientId);
      return post;
    },
    told(clientId) {
      leave(box, clientId);
      void keep.removePost(clientId);
    },
    wake() {
      for (const channel of [...box.waiting.keys()]) void drain(box, channel);
    },
    close() {
      box.over.abort();
      for (const stop of [...box.waiting.values(), ...box.looks.values()]) stop();
      box.looks.clear();
    },
  };
}

function show(
  { tell }: Box,
  post: KeptPost,
  state: PendingPost['state'],
  more: Pick<PendingPost, 'reason' | 'ts'> = {},
): void {
  const { order: _, refusal: __, ...rest } = post;
  tell({ ...rest, ...more, state });
}

/** Shows it, and shows it as late when it is. */
function enter(box: Box, post: KeptPost): void {
  leave(box, post.clientId);
  show(box, post, 'waiting');
  if (post.refusal !== undefined) return show(box, post, 'failed', { reason: post.refusal });
  const stopSlow = box.clock.after(slowMs, () => {
    box.late.add(post.clientId);
    show(box, post, 'slow');
  });
  const stopFailed = box.clock.after(failedMs, () => show(box, post, 'failed', { reason: NO_ANSWER }));
  box.looks.set(post.clientId, () => {
    stopSlow();
    stopFailed();
  });
}

function leave({ looks, late }: Box, clientId: string): void {
  looks.get(clientId)?.();
  looks.delete(clientId);
  late.delete(clientId);
}

const next = async ({ keep }: Box, channel: string): Promise<KeptPost | undefined> =>
  (await keep.posts()).find((post) => post.channel === channel && post.refusal === undefined);

/** Sends what is there for a conversation, one after the other. */
async function drain(box: Box, channel: string): Promise<void> {
  const { sending, waiting, attempts, over } = box;
  if (sending.has(channel) || over.signal.aborted) return;
  sending.add(channel);
  waiting.get(channel)?.();
  waiting.delete(channel);
  let isPassing = false;
  try {
    await box.exclusively(channel, async () => {
      // Another tab may have sent what stood here while this one waited for its turn.
      for (let post = await next(box, channel); post && !isPassing; post = await next(box, channel)) {
        isPassing = (await attempt(box, post)) === 'passing';
        if (!isPassing) attempts.delete(channel);
      }
    });
  } finally {
    sending.delete(channel);
  }
  if (isPassing && (await next(box, channel))) return later(box, channel);
  attempts.delete(channel);
  // Written between the last look and here.
  if (await next(box, channel)) await drain(box, channel);
}

function later(box: Box, channel: string): void {
  if (box.over.signal.aborted) return;
  const tried = box.attempts.get(channel) ?? 0;
  box.attempts.set(channel, tried + 1);
  const waitMs = backoffMs[Math.min(tried, backoffMs.length - 1)] ?? 0;
  const run = (): void => void drain(box, channel);
  box.waiting.set(channel, box.clock.after(waitMs, run));
}

async function attempt(box: Box, post: KeptPost): Promise<'sent' | 'refused' | 'passing'> {
  const { api, keep, clock, over } = box;
  const patience = new AbortController();
  const stop = clock.after(failedMs, () => patience.abort());
  const signal = AbortSignal.any([patience.signal, over.signal]);
  if (!box.attempts.has(post.channel) && !box.late.has(post.clientId)) show(box, post, 'sending');
  try {
    const params = { channel: post.channel };
    const { ts } = await api.call('POST /v1/channels/:channel/messages', { params, body: bodyOf(post), signal });
    await keep.removePost(post.clientId);
    leave(box, post.clientId);
    show(box, post, 'sent', { ts });
    return 'sent';
  } catch (fault) {
    const isFinal = fault instanceof Refusal && !fault.isPassing && fault.status !== 401;
    if (over.signal.aborted || !isFinal) return 'passing';
    const refused = { ...post, refusal: fault.title };
    await keep.putPost(refused);
    enter(box, refused);
    return 'refused';
  } finally {
    stop();
  }
}

const bodyOf = ({ clientId, text, files, threadTs, alsoToChannel }: KeptPost): Static<typeof PostMessage> => ({
  clientId,
  text,
  ...(files.length > 0 ? { files: [...files] } : {}),
  ...(threadTs === undefined ? {} : { threadTs }),
  ...(alsoToChannel === undefined ? {} : { alsoToChannel }),
});
