/** What the window's tab says: where one is, and how much calls for one. */
import { useEffect } from 'react';
import { announce } from '#parts/announce.ts';
import { conversationName } from '#view/conversation-name.ts';
import { useSelect } from '#view/workspace.tsx';

/** Screens that are no conversation name themselves by their first heading, once it is there. */
export function useTab({ urgent, here }: { urgent: number; here: string | undefined }): void {
  const name = useSelect(({ conversations, members, me }) => {
    const conversation = here === undefined ? undefined : conversations.get(here);
    return conversation && conversationName(conversation.channel, members, me);
  });
  const team = useSelect(({ team }) => team?.name ?? 'Wardroom');
  useEffect(() => {
    document.title = `${urgent > 0 ? `(${urgent}) ` : ''}${name === undefined ? '' : `${name} · `}${team}`;
  }, [urgent, name, team]);
  useEffect(() => {
    if (name !== undefined) announce(name);
  }, [name]);
}
