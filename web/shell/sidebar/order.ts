/** What the sidebar shows, in which order. */
import type { Member } from '#contract/identity.ts';
import type { SidebarSection } from '#contract/sidebar.ts';
import { shownOrder } from '#sync/sidebar.ts';
import type { Conversation, State } from '#sync/state.ts';
import { compareTs } from '#sync/state.ts';
import { conversationName, isDirect } from '#view/conversation-name.ts';
import { homeOf } from '#view/section-name.ts';

export interface Line {
  readonly conversation: Conversation;
  readonly name: string;
  readonly isMuted: boolean;
  /** Something in it was not read; muted ones do not say so. */
  readonly isUnread: boolean;
  /** What names one, or was said to one alone. */
  readonly urgent: number;
  readonly hasDraft: boolean;
}

/** A section with what stands in it. */
export interface SectionLines {
  readonly section: SidebarSection;
  readonly lines: readonly Line[];
}

const directShown = 40;

/** The sections in their order; what was moved nowhere stands where it belongs by itself. */
export function sectionsOf(
  state: State,
  { onlyUnread, here }: { onlyUnread: boolean; here: string | undefined },
): SectionLines[] {
  const { sections, places } = shownOrder(state);
  const moved = new Map(places.map(({ channel, section }) => [channel, section]));
  const all = [...state.conversations.values()]
    .filter(({ channel }) => channel.archivedAt === undefined || channel.id === here)
    .map((conversation) => lineOf(conversation, state));
  const shown = all.filter((line) => !onlyUnread || line.isUnread || line.conversation.channel.id === here);
  const bySection = Map.groupBy(shown, ({ conversation: { channel } }) => moved.get(channel.id) ?? homeOf(channel));
  return sections.map((section) => {
    const lines = bySection.get(section.id) ?? [];
    const kept = section.id === 'direct' ? livelyAmong(lines, here) : lines;
    return { section, lines: kept.toSorted(orders[section.sort]) };
  });
}

/** Of very many direct conversations, whatever they are sorted by: what calls for one first, then those used last. */
function livelyAmong(lines: readonly Line[], here: string | undefined): readonly Line[] {
  if (lines.length <= directShown) return lines;
  const calls = (line: Line): boolean => line.isUnread || line.hasDraft || line.conversation.channel.id === here;
  const byUse = lines.toSorted((a, b) => Number(calls(b)) - Number(calls(a)) || orders.recent(a, b));
  return byUse.slice(0, Math.max(directShown, lines.filter(calls).length));
}

/** Made once: comparing by `localeCompare` looks up the language each time. */
const { compare } = new Intl.Collator();

const orders: Readonly<Record<SidebarSection['sort'], (a: Line, b: Line) => number>> = {
  name: (a, b) => Number(a.isMuted) - Number(b.isMuted) || compare(a.name, b.name),
  recent: (a, b) => compareTs(lastOf(b), lastOf(a)) || compare(a.name, b.name),
};

const lastOf = ({ conversation: { standing } }: Line): string => standing.lastTs ?? '';

function lineOf(conversation: Conversation, { members, me, settings, drafts }: State): Line {
  const { channel, standing } = conversation;
  const isMuted = settings.get(channel.id)?.muted ?? false;
  return {
    conversation,
    name: conversationName(channel, members as ReadonlyMap<string, Member>, me),
    isMuted,
    isUnread: !isMuted && standing.unread > 0,
    urgent: isMuted ? 0 : isDirect(channel) ? standing.unread : standing.mentions,
    hasDraft: drafts.has(channel.id),
  };
}

/** The next or previous conversation with something unread, in the order of the sidebar; goes round at the ends. */
export function neighbour(
  sections: readonly SectionLines[],
  here: string | undefined,
  step: 1 | -1,
  onlyUnread: boolean,
): string | undefined {
  const ids = sections
    .flatMap(({ lines }) => lines)
    .filter((line) => !onlyUnread || line.isUnread || line.conversation.channel.id === here)
    .map(({ conversation }) => conversation.channel.id);
  if (ids.length === 0) return undefined;
  const at = here === undefined ? -1 : ids.indexOf(here);
  const next = ids[(at + step + ids.length) % ids.length];
  return next === here ? undefined : next;
}
