/** Messages without a hole: taking in one that changed, and pages at either end. */
import type { Message } from '#contract/workspace.ts';
import { compareTs, type Stretch } from './state.ts';

/** What the server answered: messages oldest first, and whether there are more in the direction asked for. */
export interface Page {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

/** Where a message of this ts stands, or would stand. */
export function placeIn(messages: readonly Message[], ts: string): { at: number; found: boolean } {
  let [low, high] = [0, messages.length];
  // New messages come last: they are found without a search.
  const last = messages[high - 1];
  if (last === undefined || compareTs(last.ts, ts) < 0) return { at: high, found: false };
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTs(messages[middle]?.ts ?? '', ts) < 0) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: messages[low]?.ts === ts };
}

export function messageIn(messages: readonly Message[], ts: string): Message | undefined {
  const { at, found } = placeIn(messages, ts);
  return found ? messages[at] : undefined;
}

const covers = ({ from, to }: Stretch, ts: string): boolean =>
  (from === undefined || compareTs(ts, from) >= 0) && (to === undefined || compareTs(ts, to) <= 0);

/** With the message as it now is, or without it where it does not show any more. */
export function withMessage(stretch: Stretch, message: Message, isShown: boolean): Stretch {
  if (!covers(stretch, message.ts)) return stretch;
  const { at, found } = placeIn(stretch.messages, message.ts);
  if (!found && !isShown) return stretch;
  const messages = stretch.messages.toSpliced(at, found ? 1 : 0, ...(isShown ? [message] : []));
  return { ...stretch, messages };
}

/** With what `change` makes of the message, if it is here; undefined takes it away. */
export function withChanged(stretch: Stretch, ts: string, change: (message: Message) => Message | undefined): Stretch {
  const { at, found } = placeIn(stretch.messages, ts);
  const message = found ? stretch.messages[at] : undefined;
  if (!message) return stretch;
  const changed = change(message);
  if (changed === message) return stretch;
  return { ...stretch, messages: stretch.messages.toSpliced(at, 1, ...(changed ? [changed] : [])) };
}

/** The newest page. */
export const latest = ({ messages, more }: Page): Stretch => ({
  messages,
  from: more ? messages[0]?.ts : undefined,
  to: undefined,
});

/** The messages around one place: a page that ends before it, and one that begins with it. */
export const around = (before: Page, after: Page): Stretch => ({
  messages: [...before.messages, ...after.messages],
  from: before.more ? before.messages[0]?.ts : undefined,
  to: after.more ? after.messages.at(-1)?.ts : undefined,
});

/** The page before `boundary`, which has to be where the stretch still begins; else it comes too late. */
export function prepended(stretch: Stretch, boundary: string, { messages, more }: Page): Stretch {
  if (stretch.from !== boundary) return stretch;
  return { ...stretch, messages: [...messages, ...stretch.messages], from: more ? messages[0]?.ts : undefined };
}

export function appended(stretch: Stretch, boundary: string, { messages, more }: Page): Stretch {
  if (stretch.to !== boundary) return stretch;
  return { ...stretch, messages: [...stretch.messages, ...messages], to: more ? messages.at(-1)?.ts : undefined };
}

/** The last messages alone, for a conversation that is not looked at. */
export function shortened(stretch: Stretch, most: number): Stretch {
  if (stretch.to !== undefined || stretch.messages.length <= most) return stretch;
  const messages = stretch.messages.slice(-most);
  return { messages, from: messages[0]?.ts, to: undefined };
}

/** Without what is far from where one reads: of `side` as much goes as is more than `most`. */
export function trimmed(stretch: Stretch, side: 'earlier' | 'later', most: number): Stretch {
  if (stretch.messages.length <= most) return stretch;
  if (side === 'earlier') {
    const messages = stretch.messages.slice(-most);
    return { ...stretch, messages, from: messages[0]?.ts };
  }
  const messages = stretch.messages.slice(0, most);
  return { ...stretch, messages, to: messages.at(-1)?.ts };
}
