/** Which messages of the place that is open are told to those who listen. */
import type { Message } from '#contract/workspace.ts';
import { compareTs, hasLater, type State, type Stretch } from '#sync/state.ts';
import { namesMe } from '#sync/unread.ts';

/** More than these are never looked at: the others of a burst are counted. */
const newestMost = 60;

export interface Hearing {
  /** Whether one hears every message here, or only those that name one. */
  readonly everything: boolean;
  /** In a thread, a reply that stands in the timeline as well is told there. */
  readonly isThread?: boolean | undefined;
}

/** What others said between the two; never one's own posts, and never history, such as what a jump or a page brings. */
export function newsBetween(
  before: Stretch | undefined,
  now: Stretch,
  state: Pick<State, 'me' | 'myGroups'>,
  { everything, isThread = false }: Hearing,
): readonly Message[] {
  if (!before || hasLater(before) || hasLater(now)) return [];
  const last = before.messages.at(-1)?.ts;
  return now.messages
    .slice(-newestMost)
    .filter(
      ({ ts, author, note, text, deletedAt, inTimeline }) =>
        (last === undefined || compareTs(ts, last) > 0) &&
        author !== state.me &&
        !note &&
        deletedAt === undefined &&
        (everything || namesMe(text, state)) &&
        !(isThread && inTimeline),
    );
}
