/** What the sidebar shows, in which order. */
import type { Member } from '#contract/identity.ts';
import type { Conversation, State } from '#sync/state.ts';
import { compareTs } from '#sync/state.ts';
import { conversationName, isDirect } from '#view/conversation-name.ts';

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

export interface Lines {
  readonly channels: readonly Line[];
  readonly direct: readonly Line[];
}

const directShown = 40;

export function linesOf(state: State, { onlyUnread, here }: { onlyUnread: boolean; here: string | undefined }): Lines {
  const all = [...state.conversations.values()]
    .filter(({ channel }) => channel.archivedAt === undefined || channel.id === here)
    .map((conversation) => lineOf(conversation, state));
  const shown = all.filter((line) => !onlyUnread || line.isUnread || line.conversation.channel.id === here);
  const channels = shown.filter(({ conversation }) => !isDirect(conversation.channel));
  const direct = shown.filter(({ conversation }) => isDirect(conversation.channel));
  return {
    channels: channels.sort((a, b) => Number(a.isMuted) - Number(b.isMuted) || a.name.localeCompare(b.name)),
    direct: direct.sort((a, b) => compareTs(lastOf(b), lastOf(a))).slice(0, directShown),
  };
}

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
  lines: Lines,
  here: string | undefined,
  step: 1 | -1,
  onlyUnread: boolean,
): string | undefined {
  const ids = [...lines.channels, ...lines.direct]
    .filter((line) => !onlyUnread || line.isUnread || line.conversation.channel.id === here)
    .map(({ conversation }) => conversation.channel.id);
  if (ids.length === 0) return undefined;
  const at = here === undefined ? -1 : ids.indexOf(here);
  const next = ids[(at + step + ids.length) % ids.length];
  return next === here ? undefined : next;
}
