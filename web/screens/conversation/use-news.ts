/** New messages of the conversation that is open are told to those who listen; never one's own, never history. */
import { useEffect, useRef } from 'react';
import { announce } from '#parts/announce.ts';
import { type Conversation, compareTs, hasLater, type Stretch } from '#sync/state.ts';
import { plainText } from '#view/message-text/message-text.tsx';
import { useWorkspace } from '#view/workspace.tsx';

export function useNews({ channel }: Conversation, timeline: Stretch, name: string): void {
  const workspace = useWorkspace();
  const told = useRef<{ stretch: Stretch; ts: string | undefined }>(undefined);
  useEffect(() => {
    const before = told.current;
    const last = timeline.messages.at(-1);
    told.current = { stretch: timeline, ts: last?.ts };
    // What is loaded after a jump into the past is history as well.
    if (!before || before.ts === undefined || hasLater(timeline) || hasLater(before.stretch)) return;
    const state = workspace.state();
    for (const message of timeline.messages.slice(-60)) {
      if (compareTs(message.ts, before.ts) <= 0 || message.author === state.me || message.note) continue;
      const author = state.members.get(message.author)?.name ?? 'Somebody';
      announce({
        text: `${author}: ${plainText(message.text, namesIn(state))}`,
        many: { kind: channel.id, text: (count) => `${count} new messages in ${name}` },
      });
    }
  }, [workspace, timeline, channel.id, name]);
}

type State = ReturnType<ReturnType<typeof useWorkspace>['state']>;

const namesIn = ({ members, conversations, userGroups }: State) => ({
  member: (id: string) => members.get(id)?.name,
  channel: (id: string) => conversations.get(id)?.channel.name,
  group: (id: string) => userGroups.get(id)?.name,
  emoji: () => undefined,
});
