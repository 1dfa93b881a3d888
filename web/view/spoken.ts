/** Messages for those who listen: who said what, in one line without marks. */
import type { Message } from '#contract/workspace.ts';
import type { State } from '#sync/state.ts';
import { memberName } from './conversation-name.ts';
import { plainText } from './message-text/message-text.tsx';

/** "Mei: files-07 lost its disk"; with `where`, "Mei in incident-room: …". */
export function spoken({ author, text, files }: Message, state: State, where?: string): string {
  const said = plainText(text, {
    member: (id) => state.members.get(id)?.name,
    channel: (id) => state.conversations.get(id)?.channel.name,
    group: (id) => state.userGroups.get(id)?.name,
    emoji: () => undefined,
  });
  const by = memberName(state.members, author);
  const place = where === undefined ? '' : ` in ${where}`;
  return `${by}${place}: ${said || (files ?? []).map(({ name }) => name).join(', ')}`;
}
