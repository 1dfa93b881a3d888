/**
 * Where one stands after an event, by the server's own rules (`server/workspace/read-markers/read-markers.md`). Where
 * an event does not say enough, `isInDoubt` is true and the server is asked.
 */
import type { ThreadStanding } from '#contract/threads.ts';
import type { ChannelEvent, Message, Standing } from '#contract/workspace.ts';
import { compareTs } from './state.ts';

/** Who counts: oneself, and the user groups that one belongs to. */
export interface Self {
  readonly me: string | undefined;
  readonly myGroups: readonly string[];
}

const TOKEN = /<(?:@(U[0-9A-Z]{26})|!subteam\^(S[0-9A-Z]{26})|!(?:here|channel|everyone))>/g;

/** Whether the text names oneself: by name, with a group, or with everybody. */
export function namesMe(text: string, { me, myGroups }: Self): boolean {
  if (!text.includes('<')) return false;
  for (const [, member, group] of text.matchAll(TOKEN)) {
    if (member === undefined && group === undefined) return true;
    if (member !== undefined && member === me) return true;
    if (group !== undefined && myGroups.includes(group)) return true;
  }
  return false;
}

const isLater = (ts: string, than: string | undefined): boolean => than === undefined || compareTs(ts, than) > 0;

interface Counted {
  readonly standing: Standing;
  readonly isInDoubt: boolean;
}

/** `known`: the message as it was before the event, where it is loaded. `isDirect`: every message means everybody. */
export function counted(
  standing: Standing,
  event: ChannelEvent,
  self: Self,
  { known, isDirect }: { readonly known: Message | undefined; readonly isDirect: boolean },
): Counted {
  if (event.number <= standing.number) return { standing, isInDoubt: false };
  const next: Standing = { ...standing, number: event.number };
  const { message } = event;
  if (!message) return { standing: next, isInDoubt: false };
  if (event.kind === 'message.posted') return posted(next, message, self, isDirect);
  const concerns = message.author !== self.me && !message.note && isLater(message.ts, standing.readTs);
  if (!concerns) return { standing: next, isInDoubt: false };
  if (event.kind === 'message.deleted') return deleted(next, known, self, isDirect);
  if (event.kind !== 'message.edited' || message.deletedAt !== undefined) return { standing: next, isInDoubt: false };
  // What is loaded may be later than what was counted, so the text before is not known.
  return { standing: next, isInDoubt: next.mentions > 0 || namesMe(message.text, self) };
}

function posted(standing: Standing, message: Message, self: Self, isDirect: boolean): Counted {
  const next = isLater(message.ts, standing.lastTs) ? { ...standing, lastTs: message.ts } : standing;
  if (message.note) return { standing: next, isInDoubt: false };
  if (message.author === self.me) {
    if (!message.inTimeline) return { standing: next, isInDoubt: false };
    return { standing: { ...next, readTs: message.ts, unread: 0, mentions: 0 }, isInDoubt: false };
  }
  // Read after it was deleted: its deletion follows, and finds nothing counted.
  if (message.deletedAt !== undefined || !isLater(message.ts, next.readTs)) return { standing: next, isInDoubt: false };
  const unread = next.unread + (message.inTimeline ? 1 : 0);
  const isNamed = namesMe(message.text, self);
  if (isDirect) {
    const isReplyToMe = isNamed && !message.inTimeline;
    return { standing: { ...next, unread, mentions: Math.max(next.mentions, unread) }, isInDoubt: isReplyToMe };
  }
  // Somebody who is not in the conversation is not named in it; whoever hears of it is.
  return { standing: { ...next, unread, mentions: next.mentions + (isNamed ? 1 : 0) }, isInDoubt: false };
}

function deleted(standing: Standing, known: Message | undefined, self: Self, isDirect: boolean): Counted {
  // Whether it was counted is not sure: a guess until the server has said it.
  if (known === undefined || known.deletedAt !== undefined || isDirect) return { standing, isInDoubt: true };
  const isNamed = namesMe(known.text, self);
  const unread = Math.max(0, standing.unread - (known.inTimeline ? 1 : 0));
  const mentions = Math.max(0, standing.mentions - (isNamed ? 1 : 0));
  return { standing: { ...standing, unread, mentions }, isInDoubt: true };
}

/** Where one stands in a thread after a reply in it. A thread that is not followed counts nothing. */
export function threadAfter(standing: ThreadStanding, event: ChannelEvent, { me }: Self): ThreadStanding {
  const { message } = event;
  if (!message || message.note || event.kind !== 'message.posted' || !isLater(message.ts, standing.readTs)) {
    return standing;
  }
  if (message.author === me) return { ...standing, following: true, readTs: message.ts, unread: 0 };
  if (!standing.following || message.deletedAt !== undefined) return standing;
  return { ...standing, unread: standing.unread + 1 };
}
