/** New messages of the conversation or thread that is open are told to those who listen, as far as they want it. */
import { useEffect, useRef } from 'react';
import { announce } from '#parts/announce.ts';
import type { Conversation, Stretch } from '#sync/state.ts';
import { isDirect } from '#view/conversation-name.ts';
import { announcementsHabit } from '#view/habit.ts';
import { spoken } from '#view/spoken.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { newsBetween } from './news.ts';

/** `name`: of the conversation, or "the thread". */
export function useNews({ channel }: Conversation, stretch: Stretch, name: string, isThread = false): void {
  const workspace = useWorkspace();
  const told = useRef<Stretch>(undefined);
  useEffect(() => {
    const before = told.current;
    told.current = stretch;
    const wish = announcementsHabit.get();
    if (wish === 'off') return;
    const state = workspace.state();
    const hearing = { everything: wish === 'all' || isDirect(channel), isThread };
    for (const message of newsBetween(before, stretch, state, hearing)) {
      announce({ text: spoken(message, state), many: { kind: `${channel.id} ${isThread}`, text: moreIn(name) } });
    }
  }, [workspace, stretch, channel, name, isThread]);
}

const moreIn =
  (name: string) =>
  (count: number): string =>
    count === 1 ? `1 more message in ${name}` : `${count} more messages in ${name}`;
