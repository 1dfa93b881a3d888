/**
 * What is written and not sent, one text in each conversation and thread: on this device a moment after the last key,
 * on the server within seconds, and never lost. Where two devices wrote, the newer text comes first and what the older
 * one says besides stays below it.
 */
import type { Draft, DraftPlace } from '#contract/kept-aside.ts';
import { type Api, Refusal, Unreachable } from './api.ts';
import { type Clock, SECOND_MS } from './clock.ts';
import type { Keep, KeptDraft } from './keep.ts';
import { placeKey } from './state.ts';
import type { Store } from './store.ts';

const keepMs = 300;
const saveMs = 3 * SECOND_MS;
const againMs = 30 * SECOND_MS;
const pageSize = 200;

export interface WrittenDraft {
  readonly text: string;
  readonly caret: number;
}

export interface Drafts {
  /** What was written on this device when the page was left. */
  start(): Promise<void>;
  get(channel: string, threadTs?: string): WrittenDraft | undefined;
  /** With every key; an empty text removes the draft, as after sending it. */
  set(channel: string, threadTs: string | undefined, written: WrittenDraft): void;
  /** Keeps it now; whether this device has it from then on, which a full disk does not. */
  keep(channel: string, threadTs?: string): Promise<boolean>;
  /** What other devices did. */
  heard(frame: { kind: 'draft.changed'; draft: Draft } | { kind: 'draft.removed'; draft: DraftPlace }): void;
  /** After each connection: what the server has newer, and what it does not have. */
  align(): Promise<void>;
  /** The page is about to go. */
  flush(): void;
  close(): void;
}

interface Means {
  readonly api: Api;
  readonly keep: Keep;
  readonly clock: Clock;
  readonly store: Store;
}

interface Desk extends Means {
  readonly drafts: Map<string, KeptDraft>;
  /** By draft: how to end the waiting for the moment when it is kept, and when it is saved. */
  readonly keeping: Map<string, () => void>;
  readonly saving: Map<string, () => void>;
  /** What is on its way to the server: it comes back as news. */
  readonly underWay: Map<string, string>;
}

export function createDrafts(means: Means): Drafts {
  const desk: Desk = { ...means, drafts: new Map(), keeping: new Map(), saving: new Map(), underWay: new Map() };
  const { drafts, keep, clock } = desk;
  return {
    async start() {
      for (const draft of await keep.drafts()) {
        const own = drafts.get(draft.key);
        if (!own) put(desk, draft, { isRewritten: true });
        else if (own.text !== '') beforeIt(desk, own, draft);
      }
    },
    get(channel, threadTs) {
      const draft = drafts.get(placeKey(channel, threadTs));
      return draft && draft.text !== '' ? { text: draft.text, caret: draft.caret } : undefined;
    },
    set(channel, threadTs, { text, caret }) {
      const key = placeKey(channel, threadTs);
      const basedOn = drafts.get(key)?.basedOn ?? 0;
      put(desk, { key, channel, threadTs, text, caret, changedAt: clock.now(), basedOn, isUnsaved: true });
      // What was sent must not come back, however soon the page is left.
      if (text === '') void keepNow(desk, key);
      saveSoon(desk, key);
    },
    keep: (channel, threadTs) => keepNow(desk, placeKey(channel, threadTs)),
    heard({ kind, draft }) {
      if (kind === 'draft.changed') changedElsewhere(desk, draft);
      else removedElsewhere(desk, draft);
    },
    align: () => align(desk),
    flush: () => flush(desk),
    close() {
      for (const stop of desk.saving.values()) stop();
      flush(desk);
    },
  };
}

function put(desk: Desk, draft: KeptDraft, { isRewritten = false } = {}): void {
  const { key, channel, threadTs, text } = draft;
  desk.drafts.set(key, draft);
  desk.store.put({ kind: 'draft', channel, threadTs, isThere: text !== '', isRewritten });
  desk.keeping.get(key)?.();
  desk.keeping.set(
    key,
    desk.clock.after(keepMs, () => void keepNow(desk, key)),
  );
}

function flush(desk: Desk): void {
  for (const key of [...desk.keeping.keys()]) void keepNow(desk, key);
}

async function keepNow({ drafts, keep, keeping }: Desk, key: string): Promise<boolean> {
  keeping.get(key)?.();
  keeping.delete(key);
  const draft = drafts.get(key);
  try {
    await (draft && (draft.text !== '' || draft.isUnsaved) ? keep.putDraft(draft) : keep.removeDraft(key));
    return true;
  } catch (fault) {
    // The disk is full, or all of it was removed with the sign-out.
    if (!(fault instanceof DOMException)) throw fault;
    return false;
  }
}

/** The first key starts the clock, so that whoever never pauses is saved all the same. */
function saveSoon(desk: Desk, key: string, ms = saveMs): void {
  if (!desk.saving.has(key))
    desk.saving.set(
      key,
      desk.clock.after(ms, () => void save(desk, key)),
    );
}

/** Tells the server. Without an answer it is told after the next connection. */
async function save(desk: Desk, key: string): Promise<void> {
  desk.saving.delete(key);
  const draft = desk.drafts.get(key);
  if (!draft?.isUnsaved || desk.underWay.has(key)) return;
  desk.underWay.set(key, draft.text);
  try {
    const basedOn = await told(desk.api, draft);
    const now = desk.drafts.get(key) ?? draft;
    put(desk, { ...now, basedOn, isUnsaved: now.text !== draft.text });
    if (now.text !== draft.text) saveSoon(desk, key);
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof Unreachable)) throw fault;
    // Another device was quicker: its text is read and joined, and the whole is told again.
    if (fault instanceof Refusal && fault.code === 'drafts/newer') await align(desk);
    else saveSoon(desk, key, againMs);
  } finally {
    desk.underWay.delete(key);
  }
}

/** Returns the version that the server has now, 0 for none. */
async function told(api: Api, { channel, threadTs, text, basedOn }: KeptDraft): Promise<number> {
  const params = { channel };
  const within = threadTs === undefined ? {} : { threadTs };
  if (text.trim() === '') {
    if (basedOn === 0) return 0;
    await api.call('DELETE /v1/channels/:channel/draft', { params, query: { ...within, basedOn } });
    return 0;
  }
  const body = { text, ...within, basedOn };
  return (await api.call('PUT /v1/channels/:channel/draft', { params, body })).version;
}

/** Nothing of either is lost. */
export function joined(newer: string, older: string): string {
  if (newer.includes(older.trim())) return newer;
  return older.includes(newer.trim()) ? older : `${newer}\n\n${older}`;
}

/** Somebody wrote before the disk had been read. */
function beforeIt(desk: Desk, own: KeptDraft, { text, basedOn }: KeptDraft): void {
  const whole = joined(own.text, text);
  put(desk, { ...own, text: whole, basedOn }, { isRewritten: whole !== own.text });
}

function changedElsewhere(desk: Desk, { channel, threadTs, version, changedAt, text }: Draft): void {
  const key = placeKey(channel, threadTs);
  const own = desk.drafts.get(key);
  if (own && (version <= own.basedOn || desk.underWay.get(key) === text)) return;
  const theirs: KeptDraft = {
    key,
    channel,
    threadTs,
    text,
    caret: text.length,
    changedAt: Date.parse(changedAt) - desk.store.state().clockOffsetMs,
    basedOn: version,
    isUnsaved: false,
  };
  // What was cleared here was sent or given up; what another device wrote since is not that text.
  if (!own?.isUnsaved || own.text === text || own.text === '')
    return put(desk, theirs, { isRewritten: own?.text !== text });
  const isOwnNewer = own.changedAt >= theirs.changedAt;
  const whole = isOwnNewer ? joined(own.text, text) : joined(text, own.text);
  put(desk, { ...own, text: whole, basedOn: version }, { isRewritten: whole !== own.text });
  saveSoon(desk, key);
}

function removedElsewhere(desk: Desk, { channel, threadTs, version }: DraftPlace): void {
  const key = placeKey(channel, threadTs);
  const own = desk.drafts.get(key);
  if (!own || own.basedOn !== version) return;
  if (own.isUnsaved) return put(desk, { ...own, basedOn: 0 });
  put(desk, { ...own, text: '', basedOn: 0 }, { isRewritten: true });
}

/** Reads what is on the server, and tells it what it does not have. */
async function align(desk: Desk): Promise<void> {
  const seen = new Set<string>();
  let after: number | undefined;
  do {
    const { drafts, next } = await desk.api.call('GET /v1/me/drafts', { query: { after, limit: pageSize } });
    for (const draft of drafts) {
      seen.add(placeKey(draft.channel, draft.threadTs));
      changedElsewhere(desk, draft);
    }
    after = next;
  } while (after !== undefined);
  for (const own of [...desk.drafts.values()]) {
    if (!seen.has(own.key) && own.basedOn !== 0) removedElsewhere(desk, { ...own, version: own.basedOn } as DraftPlace);
    if (desk.drafts.get(own.key)?.isUnsaved) saveSoon(desk, own.key);
  }
}
